<?php
/** A site's theme. */

declare(strict_types=1);

namespace Bbws\Agent;

/**
 * Makes an installed theme that the network allows the site's theme; repeatable.
 *
 * @throws Refusal `bbws_theme_not_found`, or `bbws_theme_unfit` when it wants another WordPress or PHP
 */
function set_theme(int $id, string $stylesheet): void
{
    in_site($id, function () use ($id, $stylesheet): void {
        $theme = wp_get_theme($stylesheet);
        if (!$theme->exists() || !$theme->is_allowed('both', $id)) {
            throw new Refusal('bbws_theme_not_found', "This network has no theme $stylesheet.", 404);
        }
        $fit = validate_theme_requirements($stylesheet);
        if (is_wp_error($fit)) {
            throw new Refusal('bbws_theme_unfit', wp_strip_all_tags($fit->get_error_message()), 409);
        }
        if (get_option('stylesheet') !== $stylesheet) {
            switch_theme($stylesheet);
        }
    });
}
