<?php
/** Front controller for PHP's own web server (the laptop): core files, the instance's content folder, else WordPress. */

declare(strict_types=1);

$bbws_path = rawurldecode((string) parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH));
if (preg_match('#(^|/)\.|\0|\\\\#', $bbws_path) === 1) {   // no hidden files, no way upwards
    http_response_code(404);
    return true;
}
if (preg_match('#^/wp-content(/.*)$#', $bbws_path, $bbws_part) === 1) {
    return bbws_send_content(getenv('BBWS_CONTENT_DIR') . $bbws_part[1]);
}

$bbws_root = $_SERVER['DOCUMENT_ROOT'];
if (is_dir($bbws_root . $bbws_path) && is_file("$bbws_root$bbws_path/index.php") && !str_ends_with($bbws_path, '/')) {
    header("Location: $bbws_path/", true, 301);
    return true;
}
$bbws_script = str_ends_with($bbws_path, '/') ? $bbws_path . 'index.php' : $bbws_path;
if (is_file($bbws_root . $bbws_script) && !str_ends_with($bbws_script, '.php')) {
    return false;   // the server sends core's own static files
}
if (!is_file($bbws_root . $bbws_script)) {
    $bbws_script = '/index.php';
}
$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = $bbws_script;
$_SERVER['SCRIPT_FILENAME'] = $bbws_root . $bbws_script;
chdir(dirname($_SERVER['SCRIPT_FILENAME']));
require $_SERVER['SCRIPT_FILENAME'];

/** Pictures, styles and scripts; PHP lies there too, but is never run from outside. */
function bbws_send_content(string $file): bool
{
    $types = ['css' => 'text/css', 'js' => 'text/javascript', 'json' => 'application/json', 'svg' => 'image/svg+xml',
        'png' => 'image/png', 'jpg' => 'image/jpeg', 'jpeg' => 'image/jpeg', 'gif' => 'image/gif', 'webp' => 'image/webp',
        'avif' => 'image/avif', 'ico' => 'image/x-icon', 'woff' => 'font/woff', 'woff2' => 'font/woff2', 'ttf' => 'font/ttf',
        'pdf' => 'application/pdf', 'mp4' => 'video/mp4', 'mp3' => 'audio/mpeg', 'txt' => 'text/plain', 'zip' => 'application/zip'];
    $extension = strtolower(pathinfo($file, PATHINFO_EXTENSION));
    if (str_starts_with($extension, 'ph') || !is_file($file)) {
        http_response_code(404);
        return true;
    }
    header('Content-Type: ' . ($types[$extension] ?? 'application/octet-stream'));
    header('Content-Length: ' . filesize($file));
    header('X-Content-Type-Options: nosniff');
    readfile($file);
    return true;
}
