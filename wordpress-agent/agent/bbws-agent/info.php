<?php
/** Which agent this is. */

declare(strict_types=1);

namespace Bbws\Agent;

/** @return array<string, mixed> */
function info(): array
{
    return [
        'agent' => VERSION,
        'contract' => CONTRACT,
        'wordpress' => get_bloginfo('version'),
        'php' => PHP_VERSION,
        'network' => ['domain' => get_network()->domain, 'sites' => (int) get_sites(['count' => true])],
    ];
}
