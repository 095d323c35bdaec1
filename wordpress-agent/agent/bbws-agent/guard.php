<?php
/** Who may call: credentials are checked on every route, and the agent answers the platform's user only. */

declare(strict_types=1);

namespace Bbws\Agent;

/**
 * Stock WordPress treats a wrong password as "nobody" and answers public routes with 200. Determining the user here
 * makes core's own check (priority 90) report the wrong password; other kinds of credentials are refused by us.
 */
add_filter('rest_authentication_errors', function (mixed $result): mixed {
    $user = wp_get_current_user();
    $sent = ($_SERVER['HTTP_AUTHORIZATION'] ?? '') !== '' || isset($_SERVER['PHP_AUTH_USER']);
    if ($result === null && $sent && !$user->exists() && !is_wp_error($GLOBALS['wp_rest_application_password_status'] ?? null)) {
        return new \WP_Error('bbws_unauthorized', 'These credentials are not understood here: send HTTP Basic.', ['status' => 401]);
    }
    return $result;
});

/** Permission callback of every agent route but GET /health. */
function may_manage_network(): bool|\WP_Error
{
    if (!is_user_logged_in()) {
        return new \WP_Error('bbws_unauthorized', 'Send the platform user and its application password as HTTP Basic.', ['status' => 401]);
    }
    if (!current_user_can('manage_network') || !current_user_can('manage_sites')) {
        return new \WP_Error('bbws_forbidden', 'Only a super admin of the network may call the agent.', ['status' => 403]);
    }
    return true;
}
