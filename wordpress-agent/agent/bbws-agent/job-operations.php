<?php
/** What a job can do: how its arguments are read, and its steps. A step may be repeated without harm. */

declare(strict_types=1);

namespace Bbws\Agent;

/**
 * A step takes (arguments, cursor, result so far) and answers [next cursor or null when the step is done, result].
 *
 * @return array<string, array{read: callable(Input): array, steps: array<string, callable(array, int, array): array}>}>
 */
function job_operations(): array
{
    return [
        'apply_template' => [
            'read' => read_template(...),
            'steps' => ['theme' => template_theme(...), 'pages' => template_page(...), 'front_page' => template_front_page(...)],
        ],
    ];
}

/** @return array{site: int, stylesheet: string, pages: list<array<string, string>>, front_page: string} */
function read_template(Input $input): array
{
    $arguments = [
        'site' => $input->id('site'),
        'stylesheet' => $input->text('stylesheet', 64, STYLESHEET),
        'pages' => read_pages($input),
        'front_page' => $input->optional('front_page', 190, SLUG),
    ];
    $input->done();
    return $arguments;
}

function template_theme(array $arguments, int $cursor, array $result): array
{
    set_theme($arguments['site'], $arguments['stylesheet']);
    return [null, ['site' => $arguments['site'], 'theme' => $arguments['stylesheet'], 'pages' => []]];
}

/** One page per call; the cursor is the number of pages that are there. */
function template_page(array $arguments, int $cursor, array $result): array
{
    if (!isset($arguments['pages'][$cursor])) {
        return [null, $result];
    }
    $result['pages'][$cursor] = ensure_page($arguments['site'], $arguments['pages'][$cursor]);
    return [$cursor + 1, $result];
}

function template_front_page(array $arguments, int $cursor, array $result): array
{
    set_front_page($arguments['site'], $arguments['front_page']);
    return [null, $result];
}
