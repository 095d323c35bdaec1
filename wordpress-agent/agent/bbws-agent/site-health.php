<?php
/** One site's figures in a few milliseconds: sizes, counts, and whether it can work. */

declare(strict_types=1);

namespace Bbws\Agent;

/** @return array<string, mixed> bytes in bytes; counts as whole numbers */
function site_health(int $id): array
{
    return in_site($id, fn (): array => database_figures($id) + [
        'status' => 'ok',
        'wp' => get_bloginfo('version'),
        'php' => PHP_VERSION,
        'uploads_bytes' => uploads_bytes(),
        'uploads_writable' => wp_is_writable(WP_CONTENT_DIR . '/uploads'),
        'posts' => array_map(intval(...), (array) wp_count_posts()),
        'users' => (int) count_users('time', $id)['total_users'],
        'plugins_active' => count((array) get_option('active_plugins')) + count((array) get_site_option('active_sitewide_plugins')),
        'plugin_updates' => count((array) (get_site_transient('update_plugins')->response ?? [])),
        'cron_overdue' => overdue_events(),
        'theme_ok' => wp_get_theme()->errors() === false,
        'https' => str_starts_with(get_option('home'), 'https:'),
        'home' => get_option('home'),
    ]);
}

/** @return array<string, mixed> */
function database_figures(int $id): array
{
    global $wpdb;
    $tables = tables_of_site($id) ?: array_values($wpdb->tables('all'));
    $marks = implode(', ', array_fill(0, count($tables), '%s'));
    $bytes = $wpdb->get_var($wpdb->prepare(
        'SELECT SUM(data_length + index_length) FROM information_schema.tables'
        . " WHERE table_schema = DATABASE() AND table_name IN ($marks)",
        $tables,
    ));
    $autoload = $wpdb->get_var("SELECT SUM(LENGTH(option_value)) FROM $wpdb->options WHERE autoload IN ('yes', 'on', 'auto', 'auto-on')");
    return ['db_ok' => $bytes !== null, 'db_bytes' => (int) $bytes, 'tables' => count($tables), 'autoload_bytes' => (int) $autoload];
}

function uploads_bytes(): int
{
    $folder = wp_upload_dir(null, false)['basedir'];
    return is_dir($folder) ? (int) recurse_dirsize($folder) : 0;
}

/** Events that should have run more than ten minutes ago. */
function overdue_events(): int
{
    return count(array_filter(array_keys(_get_cron_array()), fn ($at) => is_int($at) && $at < time() - 600));
}
