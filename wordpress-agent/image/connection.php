<?php
/**
 * How every connection to the database is made: with TLS, to a server whose certificate is for its host name and comes
 * from an authority that this image trusts. RDS's authorities are in rds-ca/; the Dockerfile adds them to the system's.
 */

declare(strict_types=1);

const BBWS_CONNECTION_FLAGS = MYSQLI_CLIENT_SSL | MYSQLI_CLIENT_SSL_VERIFY_SERVER_CERT;

/**
 * @param string $host name:port, or a name when the port is 3306
 * @throws mysqli_sql_exception when the server is away, is not the right one, or refuses the user
 */
function bbws_connect(string $host, string $user, string $password, ?string $database = null): mysqli
{
    mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
    [$name, $port] = explode(':', "$host:3306");
    $server = mysqli_init();
    $server->real_connect($name, $user, $password, $database, (int) $port, null, BBWS_CONNECTION_FLAGS);
    return $server;
}
