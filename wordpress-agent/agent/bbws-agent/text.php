<?php
/**
 * Text of people in WordPress, which keeps names, titles and taglines as HTML: every text goes in and out by these two
 * functions, so that it comes back byte for byte and a visitor sees just what was written.
 */

declare(strict_types=1);

namespace Bbws\Agent;

// WordPress would show a name with typographic quotes, `3×4` for `3x4`, and its own name in its own spelling.
foreach (['bloginfo', 'document_title', 'wp_title'] as $filter) {
    remove_filter($filter, 'wptexturize');
    remove_filter($filter, 'capital_P_dangit', 11);
}

/** The HTML that shows the text: `R&amp;D` becomes `R&amp;amp;D`. */
function html_of_text(string $text): string
{
    $html = htmlspecialchars($text, ENT_QUOTES | ENT_SUBSTITUTE, 'UTF-8', true);
    $html = str_replace('&amp;#', '&amp;&#35;', $html);   // WordPress would read `&amp;#65;` as `&#65;`, an A
    return $html === '0' ? '&#48;' : $html;   // WordPress takes "0" for no name
}

/** The text that the HTML shows. */
function text_of_html(string $html): string
{
    return html_entity_decode($html, ENT_QUOTES | ENT_HTML5, 'UTF-8');
}
