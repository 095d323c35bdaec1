<?php
/**
 * The address that the world sees. The network's hosts are stored without scheme choice and port (WordPress before 6.6
 * drops ports of sites); this adds both to every address that WordPress builds. wp-config.php loads it before
 * WordPress's constants are computed, so that the content address has them too.
 *
 * One rule: a public port is given where a balancer speaks plain HTTP on a port of its own (the laptop);
 * without one the world sees https on its usual port (AWS).
 */

declare(strict_types=1);

namespace Bbws\PublicAddress;

function port(): string
{
    return (string) getenv('BBWS_PUBLIC_PORT');
}

function scheme(): string
{
    return port() === '' ? 'https' : 'http';
}

/** `acme.localhost` → `acme.localhost:8080`. */
function host(string $host): string
{
    $bare = preg_replace('/:\d+$/', '', $host);
    return in_array(port(), ['', '80'], true) ? $bare : $bare . ':' . port();
}

/** Any absolute address of ours with the public scheme and port; everything else unchanged. */
function url(mixed $url): mixed
{
    if (!is_string($url) || preg_match('#^https?://([^/?\#]+)(.*)$#s', $url, $part) !== 1) {
        return $url;
    }
    return scheme() . '://' . host($part[1]) . $part[2];
}

foreach (['option_home', 'option_siteurl', 'network_home_url', 'network_site_url'] as $hook) {
    add_filter($hook, __NAMESPACE__ . '\url');
}

/** Core compares the request with home_url() to choose redirects: let both carry the port once the site is known. */
add_action('muplugins_loaded', function (): void {
    if (isset($_SERVER['HTTP_HOST'])) {
        $_SERVER['HTTP_HOST'] = host($_SERVER['HTTP_HOST']);
    }
});
