<?php
/** Creating a site once, whatever happens: repeated calls, parallel calls, a process killed half-way. */

declare(strict_types=1);

namespace Bbws\Agent;

/** @return array{host: string, title: string, key: string, admin_email: string, language: string} */
function read_new_site(Input $input): array
{
    $wanted = [
        'host' => $input->text('host', 253, HOST),
        'title' => $input->line('title', MAX_TITLE),
        'key' => $input->text('key', 64, KEY),
        'admin_email' => $input->optional('admin_email', 254, LINE),
        'language' => $input->optional('language', 20, LANGUAGE),
    ];
    if ($wanted['admin_email'] !== '' && !is_email($wanted['admin_email'])) {
        $input->problem('admin_email', 'An e-mail address.');
    }
    $languages = array_merge(['', 'en_US'], get_available_languages());
    if (!in_array($wanted['language'], $languages, true)) {
        $input->problem('language', 'Installed here: ' . implode(', ', array_slice($languages, 1)) . '.');
    }
    $input->done();
    return $wanted;
}

/**
 * The site of this key, made if there is none.
 *
 * @param array{host: string, title: string, key: string, admin_email: string, language: string} $wanted
 * @return array{0: array<string, mixed>, 1: bool} the site, and whether this call made it
 */
function create_site(array $wanted): array
{
    return with_lock('sites', 15, function () use ($wanted): array {
        $known = site_by_key($wanted['key']);
        if ($known !== null && get_site_meta((int) $known->blog_id, READY_META, true)) {
            return [describe_site(name_site(same_host($known, $wanted), $wanted['title'])), false];
        }
        clear_remains($known);
        refuse_taken_host($wanted['host']);
        return [describe_site(insert_site($wanted)), true];
    });
}

function same_host(\WP_Site $site, array $wanted): \WP_Site
{
    if ($site->domain !== $wanted['host']) {
        throw new Refusal('bbws_key_differs', "The key {$wanted['key']} belongs to the site {$site->domain}.", 409);
    }
    return $site;
}

/** An earlier try may have written the name otherwise: the wanted one holds. */
function name_site(\WP_Site $site, string $title): \WP_Site
{
    update_blog_option((int) $site->blog_id, 'blogname', html_of_text($title));
    return $site;
}

/** A site with a key but without the ready mark was interrupted: we hold the lock, so nobody is at work on it. */
function clear_remains(?\WP_Site $site): void
{
    if ($site !== null) {
        remove_site((int) $site->blog_id);
    }
}

function refuse_taken_host(string $host): void
{
    $holder = site_by_host($host);
    if ($holder === null) {
        return;
    }
    if (!wp_is_site_initialized((int) $holder->blog_id)) {   // interrupted before its key was written
        remove_site((int) $holder->blog_id);
        return;
    }
    throw new Refusal('bbws_site_taken', "The host $host already has a site.", 409);
}

function insert_site(array $wanted): \WP_Site
{
    // The key is written as soon as the row exists, before the tables: a crash in between is found by the next call.
    add_action('wp_insert_site', fn (\WP_Site $site) => add_site_meta((int) $site->blog_id, KEY_META, $wanted['key'], true));
    $id = wp_insert_site([
        'domain' => $wanted['host'],
        'path' => '/',
        'network_id' => get_current_network_id(),
        'user_id' => get_current_user_id(),
        'options' => ['blogname' => html_of_text($wanted['title'])]   // as `title`, it would lose its backslashes
            + array_filter(['admin_email' => $wanted['admin_email'], 'WPLANG' => language_option($wanted['language'])]),
    ]);
    if (is_wp_error($id)) {
        throw Refusal::byWordPress($id);
    }
    in_site($id, remove_sample_pages(...));
    add_site_meta($id, READY_META, gmdate('Y-m-d\TH:i:s\Z'), true);
    return find_site($id);
}

function language_option(string $language): string
{
    return $language === 'en_US' ? '' : $language;
}

/** "Sample Page" and the privacy draft would hold slugs that belong to the template. */
function remove_sample_pages(): void
{
    foreach (get_posts(['post_type' => 'page', 'post_status' => 'any', 'numberposts' => -1, 'fields' => 'ids']) as $page) {
        wp_delete_post($page, true);
    }
    update_option('wp_page_for_privacy_policy', 0);
}
