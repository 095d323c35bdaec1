<?php
/** The network's sites: find, describe, suspend, delete. */

declare(strict_types=1);

namespace Bbws\Agent;

const KEY_META = 'bbws_key';       // the name that the control plane gave the site: its promise of "once"
const READY_META = 'bbws_ready';   // set when the creation got to its end

const SITE_LIST_LIMIT = 500;

/** @return array<string, mixed> the site as the contract shows it */
function describe_site(\WP_Site $site): array
{
    $id = (int) $site->blog_id;
    return [
        'id' => $id,
        'domain' => $site->domain,
        'path' => $site->path,
        'url' => get_home_url($id),
        'title' => text_of_html((string) get_blog_option($id, 'blogname')),
        'key' => get_site_meta($id, KEY_META, true) ?: null,
        'registered' => mysql2date('Y-m-d\TH:i:s\Z', $site->registered, false),
        'status' => site_status($site),
        'theme' => (string) get_blog_option($id, 'stylesheet'),
        'main' => is_main_site($id),
    ];
}

function site_status(\WP_Site $site): string
{
    return match ('1') {
        (string) $site->deleted => 'deleted',
        (string) $site->spam => 'spam',
        (string) $site->archived => 'archived',
        default => 'active',
    };
}

/** @throws Refusal `bbws_site_not_found` */
function find_site(int $id): \WP_Site
{
    $site = $id > 0 ? get_site($id) : null;   // core takes 0 for "the current site"
    return $site ?? throw new Refusal('bbws_site_not_found', "This network has no site $id.", 404);
}

function site_by_key(string $key): ?\WP_Site
{
    return get_sites(['meta_key' => KEY_META, 'meta_value' => $key, 'number' => 1])[0] ?? null;
}

function site_by_host(string $host): ?\WP_Site
{
    return get_sites(['domain' => $host, 'path' => '/', 'number' => 1])[0] ?? null;
}

/** @return list<array<string, mixed>> all sites, or the one with this key */
function list_sites(?string $key): array
{
    $found = $key === null ? get_sites(['number' => SITE_LIST_LIMIT]) : array_filter([site_by_key($key)]);
    return array_map(describe_site(...), array_values($found));
}

/** Archived: the site answers 410 to everybody. Repeatable; the main site is refused because this API lives there. */
function set_site_status(int $id, string $status): array
{
    $site = refuse_main_site(find_site($id));
    wp_update_site($id, ['archived' => $status === 'archived' ? 1 : 0]);
    return describe_site(find_site((int) $site->blog_id));
}

/** @return array<string, mixed> what the site was */
function delete_site(int $id): array
{
    $previous = describe_site(refuse_main_site(find_site($id)));
    with_lock('sites', 15, fn () => remove_site($id));
    return $previous;
}

/** Core forgets tables of plugins and the upload folder: both go here. */
function remove_site(int $id): void
{
    $folder = WP_CONTENT_DIR . "/uploads/sites/$id";
    add_filter('wpmu_drop_tables', fn (array $tables, int $blog): array => $blog === $id ? tables_of_site($id) : $tables, 10, 2);
    $removed = wp_delete_site($id);
    if (is_wp_error($removed)) {
        throw Refusal::byWordPress($removed);
    }
    require_once ABSPATH . 'wp-admin/includes/file.php';
    WP_Filesystem();
    $GLOBALS['wp_filesystem']->delete($folder, true);
}

/** @return list<string> every table with the site's prefix (`wp_6_…`), core's and plugins' alike; never those of the main site */
function tables_of_site(int $id): array
{
    global $wpdb;
    return $wpdb->get_col($wpdb->prepare('SHOW TABLES LIKE %s', $wpdb->esc_like($wpdb->base_prefix . $id . '_') . '%'));
}

function refuse_main_site(\WP_Site $site): \WP_Site
{
    if (is_main_site((int) $site->blog_id)) {
        throw new Refusal('bbws_main_site', 'Not the main site: this API lives there.', 409);
    }
    return $site;
}

/**
 * Does the work with WordPress's tables and options pointing at the site.
 *
 * @template T
 * @param callable(): T $work
 * @return T
 */
function in_site(int $id, callable $work): mixed
{
    switch_to_blog((int) find_site($id)->blog_id);
    try {
        return $work();
    } finally {
        restore_current_blog();
    }
}
