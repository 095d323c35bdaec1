<?php
/** Reading a request's body: closed (unknown fields are refused), bounded, and every problem named at once. */

declare(strict_types=1);

namespace Bbws\Agent;

const MAX_BODY = 2 * 1024 * 1024;   // bytes
const MAX_TITLE = 400;   // code points: 100 characters of any script

// A pattern, and the same in words for the caller.
const HOST = [
    '/^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/D',
    'a host name in lower case without a port, such as shop.example.com',
];
const KEY = ['/^[A-Za-z0-9][A-Za-z0-9._:-]*$/D', 'letters, digits and . _ : -, beginning with a letter or digit'];
const SLUG = ['/^[a-z0-9]+(-[a-z0-9]+)*$/D', 'lower-case letters and digits, words joined by one hyphen'];
const STYLESHEET = ['/^[A-Za-z0-9][A-Za-z0-9_-]*$/D', 'the folder name of a theme, such as twentytwentythree'];
const LANGUAGE = ['/^[a-z]{2,3}(_[A-Za-z0-9]{2,10}){0,2}$/D', 'a WordPress locale, such as en_US'];
const STATUS = ['/^(active|archived)$/D', 'active or archived'];
const LINE = ['/^(?=.*\S)[^\p{Cc}]+$/uD', 'one line, not blank'];
const PROSE = ['/^[^\x00-\x08\x0b\x0c\x0e-\x1f]*$/uD', 'no control characters'];

/** The fields of one JSON object. Ask for each field, then call done(). */
final class Input
{
    /** @var array<string, string> */
    private array $problems = [];

    /** @param array<string, mixed> $fields */
    public function __construct(private array $fields, private string $prefix = '')
    {
    }

    /** @throws Refusal when the body is no JSON object or too large */
    public static function of(\WP_REST_Request $request): self
    {
        $body = $request->get_body();
        if (strlen($body) > MAX_BODY) {
            throw new Refusal('bbws_too_large', 'The body may have at most ' . MAX_BODY . ' bytes.', 413);
        }
        $fields = json_decode($body === '' ? '{}' : $body, true, 32);
        if (!is_array($fields) || ($fields !== [] && array_is_list($fields))) {
            throw Refusal::invalid(['body' => 'Send one JSON object.']);
        }
        return new self($fields);
    }

    /**
     * A text of at most $max characters that keeps to the rule.
     *
     * @param array{string, string} $rule pattern and words
     */
    public function text(string $name, int $max, array $rule): string
    {
        $value = $this->take($name);
        if (!is_string($value) || $value === '' || mb_strlen($value) > $max || preg_match($rule[0], $value) !== 1) {
            $this->problem($name, "1 to $max characters: $rule[1].");
            return '';
        }
        return $value;
    }

    /** The same, and '' when it is absent, null or empty. */
    public function optional(string $name, int $max, array $rule): string
    {
        return in_array($this->fields[$name] ?? '', ['', null], true) ? (string) $this->take($name) : $this->text($name, $max, $rule);
    }

    /** One line of text; outer blanks do not count. */
    public function line(string $name, int $max): string
    {
        return trim($this->text($name, $max, LINE));
    }

    /** A whole number from 1. */
    public function id(string $name): int
    {
        $value = $this->take($name);
        if (!is_int($value) || $value < 1) {
            $this->problem($name, 'A whole number from 1.');
            return 0;
        }
        return $value;
    }

    /**
     * A list of objects.
     *
     * @template T
     * @param callable(Input): T $read
     * @return list<T>
     */
    public function objects(string $name, int $max, callable $read): array
    {
        $value = $this->take($name);
        if (!is_array($value) || !array_is_list($value) || count($value) > $max) {
            $this->problem($name, "A list of at most $max objects.");
            return [];
        }
        return array_map(fn (int $at) => $this->nested("{$name}[$at]", $value[$at], $read), array_keys($value));
    }

    /** @return array<string, mixed> an object, read by somebody else */
    public function object(string $name): array
    {
        $value = $this->take($name) ?? [];
        if (!is_array($value) || ($value !== [] && array_is_list($value))) {
            $this->problem($name, 'An object.');
            return [];
        }
        return $value;
    }

    public function problem(string $name, string $message): void
    {
        $this->problems[$this->prefix . $name] = $message;
    }

    /** @throws Refusal `bbws_invalid` when a field is bad, missing or unknown */
    public function done(): void
    {
        foreach (array_keys($this->fields) as $unknown) {
            $this->problem((string) $unknown, 'Unknown field: leave it out.');
        }
        if ($this->problems !== []) {
            throw Refusal::invalid($this->problems);
        }
    }

    private function take(string $name): mixed
    {
        $value = $this->fields[$name] ?? null;
        unset($this->fields[$name]);
        return $value;
    }

    private function nested(string $name, mixed $value, callable $read): mixed
    {
        if (!is_array($value) || array_is_list($value)) {
            $this->problem($name, 'An object.');
            return null;
        }
        $input = new self($value, $this->prefix . $name . '.');
        $result = $read($input);
        try {
            $input->done();
        } catch (Refusal $refusal) {
            $this->problems += $refusal->data['params'];
        }
        return $result;
    }
}
