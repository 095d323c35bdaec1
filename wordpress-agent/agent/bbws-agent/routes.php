<?php
/** The door: every route of bbws/v1, on the network's main site only. Refusals become answers here and nowhere else. */

declare(strict_types=1);

namespace Bbws\Agent;

use WP_REST_Request as Request;
use WP_REST_Response as Response;

add_action('rest_api_init', function (): void {
    if (!is_main_site() || !came_from_platform()) {   // a stranger finds no route, however the address is written
        return;
    }
    $site = '/sites/(?P<id>[0-9]{1,18})';
    $job = '/jobs/(?P<id>[A-Za-z0-9][A-Za-z0-9._:-]{0,63})';
    route('GET', '/info', fn (): array => info());

    route('GET', '/sites', fn (Request $request): array => ['sites' => list_sites(key_filter($request))]);
    route('POST', '/sites', fn (Request $request): Response => made(...create_site(read_new_site(Input::of($request)))));
    route('GET', $site, fn (Request $request): array => describe_site(find_site((int) $request['id'])));
    route('DELETE', $site, fn (Request $request): array => ['deleted' => true, 'previous' => delete_site((int) $request['id'])]);
    route('GET', "$site/health", fn (Request $request): array => site_health((int) $request['id']));
    route('POST', "$site/status", post_status(...));
    route('POST', "$site/theme", post_theme(...));
    route('POST', "$site/pages", post_pages(...));

    route('POST', '/jobs', fn (Request $request): Response => made(...create_job(read_job(Input::of($request)))));
    route('GET', $job, fn (Request $request): array => describe_job(load_job($request['id'])));
    route('POST', "$job/run", fn (Request $request): array => run_job($request['id'], SLICE));
});

/** @param callable(Request): mixed $answer */
function route(string $method, string $path, callable $answer): void
{
    register_rest_route('bbws/v1', $path, [
        'methods' => $method,
        'permission_callback' => may_manage_network(...),
        'callback' => function (Request $request) use ($answer): mixed {
            try {
                return $answer($request);
            } catch (Refusal $refusal) {
                return $refusal->toError();
            }
        },
    ]);
}

/** 201 for something new, 200 for what was there. */
function made(array $body, bool $new): Response
{
    return new Response($body, $new ? 201 : 200);
}

function key_filter(Request $request): ?string
{
    $key = $request->get_query_params()['key'] ?? null;
    if ($key !== null && (!is_string($key) || strlen($key) > 64 || preg_match(KEY[0], $key) !== 1)) {
        throw Refusal::invalid(['key' => '1 to 64 characters: ' . KEY[1] . '.']);
    }
    return $key;
}

function post_status(Request $request): array
{
    $input = Input::of($request);
    $status = $input->text('status', 10, STATUS);
    $input->done();
    return set_site_status((int) $request['id'], $status);
}

function post_theme(Request $request): array
{
    $input = Input::of($request);
    $stylesheet = $input->text('stylesheet', 64, STYLESHEET);
    $input->done();
    set_theme((int) $request['id'], $stylesheet);
    return describe_site(find_site((int) $request['id']));
}

function post_pages(Request $request): array
{
    $input = Input::of($request);
    $pages = read_pages($input);
    $front = $input->optional('front_page', 190, SLUG);
    $input->done();
    $id = (int) find_site((int) $request['id'])->blog_id;
    refuse_unknown_front_page($id, $front, $pages);
    $answer = ['pages' => array_map(fn (array $page): array => ensure_page($id, $page), $pages)];
    set_front_page($id, $front);
    return $answer;
}
