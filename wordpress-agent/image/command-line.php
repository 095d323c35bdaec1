<?php
/** WordPress for a command: what a web server would have said about the request, then WordPress itself. */

declare(strict_types=1);

$_SERVER = [
    'HTTP_HOST' => getenv('BBWS_NETWORK_DOMAIN'),
    'REQUEST_METHOD' => 'GET',
    'REQUEST_URI' => '/',
    'SERVER_PROTOCOL' => 'HTTP/1.1',
    'REMOTE_ADDR' => '127.0.0.1',
] + $_SERVER;
require __DIR__ . '/html/wp-load.php';   // in the global scope: WordPress keeps its state there

function bbws_stop(string $message): never
{
    fwrite(STDERR, "$message\n");
    exit(1);
}
