<?php
/** A request that the agent refuses: raised where the reason is known, rendered once in routes.php. */

declare(strict_types=1);

namespace Bbws\Agent;

final class Refusal extends \RuntimeException
{
    /** @param array<string, mixed> $data more members of `data`, for example `params` */
    public function __construct(
        public readonly string $name,
        string $message,
        public readonly int $status,
        public readonly array $data = [],
    ) {
        parent::__construct($message);
    }

    /** @param array<string, string> $params name of the field => what is wrong with it and what to send */
    public static function invalid(array $params): self
    {
        $names = implode(', ', array_keys($params));
        return new self('bbws_invalid', "Invalid or missing: $names.", 400, ['params' => $params]);
    }

    /** WordPress itself could not do it: its own words, our code. */
    public static function byWordPress(\WP_Error $error): self
    {
        return new self('bbws_wordpress_failed', $error->get_error_message(), 500, ['cause' => $error->get_error_code()]);
    }

    public function toError(): \WP_Error
    {
        return new \WP_Error($this->name, $this->getMessage(), ['status' => $this->status] + $this->data);
    }
}
