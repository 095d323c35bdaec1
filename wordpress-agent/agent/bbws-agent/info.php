<?php
/** Which agent this is, and whether it is well. */

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

/** Public, asked by the balancer every few seconds: cheap, no versions, no names. Without a database WordPress answers 500. */
function health(): array
{
    global $wpdb;
    return ['status' => 'ok', 'db_ok' => $wpdb->get_var('SELECT 1') === '1'];
}
