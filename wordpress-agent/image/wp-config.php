<?php
/**
 * WordPress's configuration. Everything that differs between tasks comes from the task's environment (see ../README.md);
 * this file lies beside the core folder, where WordPress looks second, so that the core stays as it was delivered.
 */

declare(strict_types=1);

/** @throws RuntimeException when the task definition forgot it */
function bbws_setting(string $name): string
{
    $value = getenv($name);
    return $value === false ? throw new RuntimeException("The environment of this task lacks $name.") : $value;
}

const DB_CHARSET = 'utf8mb4';
const DB_COLLATE = '';
define('DB_NAME', bbws_setting('WORDPRESS_DB_NAME'));
define('DB_USER', bbws_setting('WORDPRESS_DB_USER'));
define('DB_PASSWORD', bbws_setting('WORDPRESS_DB_PASSWORD'));
define('DB_HOST', bbws_setting('WORDPRESS_DB_HOST'));
require_once __DIR__ . '/connection.php';
const MYSQL_CLIENT_FLAGS = BBWS_CONNECTION_FLAGS;
$table_prefix = 'wp_';

foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $bbws_name) {
    foreach (['KEY', 'SALT'] as $bbws_kind) {   // equal in all tasks of the instance, unknown outside
        define("{$bbws_name}_$bbws_kind", hash_hmac('sha256', "$bbws_name $bbws_kind", DB_PASSWORD));
    }
}

// The core is read-only; what an instance changes lies in its shared folder. The agent belongs to the image.
define('WP_CONTENT_DIR', rtrim(bbws_setting('BBWS_CONTENT_DIR'), '/'));
define('WPMU_PLUGIN_DIR', __DIR__ . '/mu-plugins');
const FS_METHOD = 'direct';
const DISALLOW_FILE_EDIT = true;
const AUTOMATIC_UPDATER_DISABLED = true;   // the image brings the new core
const DISABLE_WP_CRON = true;              // no visitor waits for housekeeping

define('BBWS_NETWORK_DOMAIN', bbws_setting('BBWS_NETWORK_DOMAIN'));
if (!defined('BBWS_FIRST_BOOT')) {
    define('MULTISITE', true);
    define('SUBDOMAIN_INSTALL', true);
    define('DOMAIN_CURRENT_SITE', BBWS_NETWORK_DOMAIN);
    define('PATH_CURRENT_SITE', '/');
    define('SITE_ID_CURRENT_SITE', 1);
    define('BLOG_ID_CURRENT_SITE', 1);
    define('COOKIE_DOMAIN', '');           // sites have hosts of their own: no cookie goes beyond its host
}

// The balancer ends TLS and names the scheme; its probes name the task's address instead of a site.
if (($_SERVER['HTTP_X_FORWARDED_PROTO'] ?? '') === 'https') {
    $_SERVER['HTTPS'] = 'on';
}
define('BBWS_IS_PROBE', ($_SERVER['REQUEST_URI'] ?? '') === '/healthz');   // bbws-health.php answers
$_SERVER['HTTP_HOST'] = BBWS_IS_PROBE ? BBWS_NETWORK_DOMAIN
    : preg_replace('/:\d+$/', '', $_SERVER['HTTP_HOST'] ?? BBWS_NETWORK_DOMAIN);

defined('ABSPATH') || define('ABSPATH', __DIR__ . '/html/');
require_once ABSPATH . 'wp-includes/plugin.php';   // hooks, before WordPress computes its addresses
require_once WPMU_PLUGIN_DIR . '/bbws-agent/public-address.php';

// Application passwords answer over TLS, or where WordPress is told that it is somebody's laptop.
define('WP_ENVIRONMENT_TYPE', Bbws\PublicAddress\scheme() === 'https' ? 'production' : 'local');
define('FORCE_SSL_ADMIN', Bbws\PublicAddress\scheme() === 'https');
define('WP_HTTP_BLOCK_EXTERNAL', WP_ENVIRONMENT_TYPE === 'local');   // a laptop may be without a network

require_once ABSPATH . 'wp-settings.php';
