<?php
/**
 * Plugin Name: BBWS health
 * Description: Answers the balancer's probe at /healthz.
 * Version: 1.0.0
 * License: GPL-2.0-or-later
 *
 * A probe can send no headers, so its path is no route of the agent. It answers before the plugins of the tenant load:
 * one that fails must not make the platform replace healthy tasks for ever.
 */

declare(strict_types=1);

namespace Bbws\Health;

if (BBWS_IS_PROBE) {
    add_action('muplugins_loaded', function (): never {
        global $wpdb;
        $healthy = $wpdb->get_var('SELECT 1') === '1';   // without a database WordPress has answered 500 before
        status_header($healthy ? 200 : 503);
        header('Content-Type: application/json; charset=UTF-8');
        header('Cache-Control: no-store');
        echo json_encode(['status' => $healthy ? 'ok' : 'failed']);
        exit;
    });
}
