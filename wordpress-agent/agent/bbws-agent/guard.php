<?php
/**
 * Who may call: the agent is there for requests with the platform's key only, credentials are checked on every route,
 * and the agent answers the platform's user only.
 */

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

/**
 * Whether the request has the platform's key: made from the agent's password, which the platform and this task's
 * environment hold, and which WordPress's database stores as a hash only. Each tenant has its own: a tenant's plugins see
 * the requests to their WordPress, so one key for all would be known to every tenant.
 */
function came_from_platform(): bool
{
    $password = preg_replace('/[^a-z\d]/i', '', (string) getenv('BBWS_AGENT_PASSWORD'));   // what WordPress compares
    $sent = (string) ($_SERVER['HTTP_X_BBWS_AGENT_KEY'] ?? '');
    return $password !== '' && hash_equals(hash_hmac('sha256', 'bbws-agent', $password), $sent);
}

/** Permission callback of every route of the agent. */
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
