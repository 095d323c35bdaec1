<?php
/**
 * Makes a tenant's database and its user, or drops both; run by a one-off task before the first boot; safe to repeat.
 *
 *     php database.php            exit code 0: both are there; 1: the message says why not
 *     php database.php drop       exit code 0: both are gone, with everything in them
 *
 * DATABASE_ADMIN and DATABASE_ADMIN_PASSWORD are the server's master; everything else is what WordPress gets as well.
 */

declare(strict_types=1);

require __DIR__ . '/connection.php';

/** Without a name of its own a tenant would get another's database: an empty setting ends the task. */
function bbws_asked(string $name): string
{
    $value = (string) getenv($name);
    if ($value === '') {
        throw new RuntimeException("$name is empty: the task definition must set it");
    }
    return $value;
}

/** A name as it stands between backticks; only letters, digits and `_` are names of ours. */
function bbws_name(string $name): string
{
    $value = bbws_asked($name);
    if (!preg_match('/^\w{1,64}$/', $value)) {
        throw new RuntimeException("$name is no name of a database or user");
    }
    return $value;
}

try {
    $bbws_database = bbws_name('WORDPRESS_DB_NAME');
    $bbws_user = bbws_name('WORDPRESS_DB_USER');
    $bbws_admin = [bbws_asked('DATABASE_ADMIN'), bbws_asked('DATABASE_ADMIN_PASSWORD')];
    $bbws_server = bbws_connect(bbws_asked('WORDPRESS_DB_HOST'), ...$bbws_admin);
    $bbws_password = $bbws_server->real_escape_string(bbws_asked('WORDPRESS_DB_PASSWORD'));
    $bbws_statements = ($argv[1] ?? '') === 'drop' ? [
        "DROP DATABASE IF EXISTS `$bbws_database`",
        "DROP USER IF EXISTS `$bbws_user`@'%'",
    ] : [
        "CREATE DATABASE IF NOT EXISTS `$bbws_database` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci",
        "CREATE USER IF NOT EXISTS `$bbws_user`@'%'",
        "ALTER USER `$bbws_user`@'%' IDENTIFIED BY '$bbws_password'",
        "GRANT ALL PRIVILEGES ON `$bbws_database`.* TO `$bbws_user`@'%'",
    ];
    foreach ($bbws_statements as $bbws_statement) {
        $bbws_server->query($bbws_statement);
    }
} catch (RuntimeException $bbws_trouble) {
    fwrite(STDERR, 'database.php: ' . $bbws_trouble->getMessage() . "\n");
    exit(1);
}
echo "$bbws_database and its user are " . (($argv[1] ?? '') === 'drop' ? 'gone' : 'there') . "\n";
