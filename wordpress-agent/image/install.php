<?php
/**
 * First boot, before the web server: installs the multisite network and plants the chosen application password.
 * Repeatable: a second run with the same environment does nothing. Two tasks at once are safe (a lock in the database).
 *
 *     php install.php
 *
 * WordPress reads its constants once per process, and the network's must be absent while it is installed: so this
 * process keeps the lock and the marks, and runs the two steps of first-boot/ in processes of their own.
 */

declare(strict_types=1);

require __DIR__ . '/connection.php';
require __DIR__ . '/first-boot/content.php';

const WAIT = 60;   // seconds: for the database to answer, and for another task to finish its first boot

$database = connect();
lock($database);
$database->query('CREATE TABLE IF NOT EXISTS bbws_boot (name varchar(32) PRIMARY KEY, value varchar(255) NOT NULL)');
if (mark($database, 'finished') !== fingerprint()) {
    bbws_fill_content(__DIR__, getenv('BBWS_CONTENT_DIR'));
    install_network_once($database);
    run('finish');
    set_mark($database, 'finished', fingerprint());
}

/** Of everything that the last step writes down: password, addresses, image. */
function fingerprint(): string
{
    $settings = array_map(getenv(...), ['BBWS_AGENT_USER', 'BBWS_AGENT_PASSWORD', 'BBWS_NETWORK_DOMAIN', 'BBWS_CONTENT_DIR']);
    $code = [__DIR__ . '/html/wp-includes/version.php', ...glob(__DIR__ . '/first-boot/*.php'), ...glob(__DIR__ . '/mu-plugins/*/*.php')];
    return hash('sha256', json_encode([$settings, array_map(sha1_file(...), $code)]));
}

function install_network_once(mysqli $database): void
{
    if (mark($database, 'network') === 'installed') {
        return;
    }
    if (mark($database, 'network') === 'started') {   // our own mark: killed half-way, nobody has used these tables yet
        drop_tables($database);
    }
    set_mark($database, 'network', 'started');
    run('network');
    set_mark($database, 'network', 'installed');
}

function connect(): mysqli
{
    $host = getenv('WORDPRESS_DB_HOST');
    $credentials = [getenv('WORDPRESS_DB_USER'), getenv('WORDPRESS_DB_PASSWORD'), getenv('WORDPRESS_DB_NAME')];
    for ($end = microtime(true) + WAIT;; usleep(200_000)) {
        try {
            return bbws_connect($host, ...$credentials);
        } catch (mysqli_sql_exception $error) {
            microtime(true) < $end || stop("The database $host does not let us in: {$error->getMessage()}");
        }
    }
}

/** Freed by the server when this process ends, however it ends. */
function lock(mysqli $database): void
{
    $name = 'bbws.boot.' . md5(getenv('WORDPRESS_DB_NAME'));
    if ($database->query("SELECT GET_LOCK('$name', " . WAIT . ')')->fetch_column() !== '1') {
        stop('Another task has been busy with the first boot for ' . WAIT . ' seconds.');
    }
}

function mark(mysqli $database, string $name): ?string
{
    return $database->execute_query('SELECT value FROM bbws_boot WHERE name = ?', [$name])->fetch_column() ?: null;
}

function set_mark(mysqli $database, string $name, string $value): void
{
    $database->execute_query('REPLACE INTO bbws_boot (name, value) VALUES (?, ?)', [$name, $value]);
}

function drop_tables(mysqli $database): void
{
    foreach ($database->query("SHOW TABLES LIKE 'wp\\_%'")->fetch_all() as [$table]) {
        $database->query("DROP TABLE `$table`");
    }
}

function run(string $step): void
{
    passthru(escapeshellarg(PHP_BINARY) . ' ' . escapeshellarg(__DIR__ . "/first-boot/$step.php"), $code);
    $code === 0 || stop("First boot failed at its step \"$step\" (exit code $code).");
}

function stop(string $message): never
{
    fwrite(STDERR, "$message\n");
    exit(1);
}
