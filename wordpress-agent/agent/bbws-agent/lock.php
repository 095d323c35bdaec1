<?php
/** Locks that hold for all tasks of the instance, because they live in its database server. */

declare(strict_types=1);

namespace Bbws\Agent;

/**
 * Does the work while holding a named lock; the database frees it when this process dies.
 *
 * @template T
 * @param callable(): T $work
 * @return T
 * @throws Refusal `bbws_busy` (409) when another request still holds it after the wait in seconds
 */
function with_lock(string $name, int $wait, callable $work): mixed
{
    global $wpdb;
    $lock = 'bbws.' . md5(DB_NAME . ' ' . $name);   // names are shared by the whole server and at most 64 characters
    if ($wpdb->get_var($wpdb->prepare('SELECT GET_LOCK(%s, %d)', $lock, $wait)) !== '1') {
        throw new Refusal('bbws_busy', 'Another request is doing this right now: try again in a few seconds.', 409);
    }
    try {
        return $work();
    } finally {
        $wpdb->query($wpdb->prepare('SELECT RELEASE_LOCK(%s)', $lock));
    }
}
