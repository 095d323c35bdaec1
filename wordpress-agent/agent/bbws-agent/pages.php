<?php
/** A site's pages, as a template brings them: added when missing, never overwritten. */

declare(strict_types=1);

namespace Bbws\Agent;

const MAX_PAGES = 50;
const MAX_CONTENT = 200_000;   // characters

/** @return list<array{slug: string, title: string, content: string}> */
function read_pages(Input $input): array
{
    $pages = $input->objects('pages', MAX_PAGES, fn (Input $page): array => [
        'slug' => $page->text('slug', 190, SLUG),
        'title' => $page->line('title', MAX_TITLE),
        'content' => $page->optional('content', MAX_CONTENT, PROSE),
    ]);
    $slugs = array_column(array_filter($pages), 'slug');
    if (count($slugs) !== count(array_unique($slugs))) {
        $input->problem('pages', 'Each slug once.');
    }
    return $pages;
}

/**
 * The page of this slug, added and published if there is none. A page that somebody has changed stays as it is.
 *
 * @param array{slug: string, title: string, content: string} $page
 * @return array{id: int, slug: string, created: bool}
 */
function ensure_page(int $site, array $page): array
{
    return with_lock("pages $site", 15, fn (): array => in_site($site, function () use ($page): array {
        $known = get_page_by_path($page['slug']);
        return ['id' => $known->ID ?? insert_page($page), 'slug' => $page['slug'], 'created' => $known === null];
    }));
}

function insert_page(array $page): int
{
    remove_all_filters('content_save_pre');   // content of our catalogue is kept as it is, whoever runs the job
    $id = wp_insert_post(wp_slash([
        'post_type' => 'page',
        'post_status' => 'publish',
        'post_name' => $page['slug'],
        'post_title' => html_of_text($page['title']),
        'post_content' => $page['content'],
    ]), true);
    return is_wp_error($id) ? throw Refusal::byWordPress($id) : $id;
}

/** @throws Refusal `bbws_invalid` when the site neither has the page nor gets it now */
function refuse_unknown_front_page(int $site, string $slug, array $pages): void
{
    $comes = $slug === '' || in_array($slug, array_column($pages, 'slug'), true);
    if (!$comes && in_site($site, fn () => get_page_by_path($slug)) === null) {
        throw Refusal::invalid(['front_page' => "The site has no page $slug."]);
    }
}

/** The page that visitors see first; '' leaves what is. */
function set_front_page(int $site, string $slug): void
{
    if ($slug === '') {
        return;
    }
    in_site($site, function () use ($slug): void {
        $page = get_page_by_path($slug) ?? throw Refusal::invalid(['front_page' => "The site has no page $slug."]);
        update_option('page_on_front', $page->ID);
        update_option('show_on_front', 'page');
    });
}
