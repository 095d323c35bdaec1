<?php
/** XML-RPC is shut: nobody here uses it, and one request may try hundreds of passwords (`system.multicall`). */

declare(strict_types=1);

namespace Bbws\Agent;

if (defined('XMLRPC_REQUEST')) {   // xmlrpc.php says so before WordPress loads, however its path was written
    status_header(403);
    header('Content-Type: text/plain; charset=UTF-8');
    exit("XML-RPC is not available. Use the REST API.\n");
}

add_filter('xmlrpc_enabled', '__return_false');
add_filter('wp_headers', fn (array $headers): array => array_diff_key($headers, ['X-Pingback' => true]));
remove_action('wp_head', 'rsd_link');
