<?php
/** Jobs: work that outlives a request. One row each, run by HTTP in slices or by `php job.php <id>` to the end. */

declare(strict_types=1);

namespace Bbws\Agent;

const SLICE = 20.0;   // seconds that one HTTP call may work
const FINISHED = 'finished';

function jobs_table(): string
{
    global $wpdb;
    return $wpdb->base_prefix . 'bbws_jobs';
}

/** Called at first boot and after every change of the image. */
function install_jobs_table(): void
{
    global $wpdb;
    $wpdb->query('CREATE TABLE IF NOT EXISTS ' . jobs_table() . ' (
        id varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
        op varchar(40) NOT NULL, args longtext NOT NULL, status varchar(10) NOT NULL, step varchar(40) NOT NULL,
        `cursor` int NOT NULL DEFAULT 0, heartbeat varchar(20) NOT NULL, result longtext NOT NULL, error longtext NOT NULL
    ) ' . $wpdb->get_charset_collate());
}

/** @return array{id: string, op: string, args: array<string, mixed>} */
function read_job(Input $input): array
{
    $id = $input->text('id', 64, KEY);
    $op = $input->text('op', 40, LINE);
    $arguments = $input->object('args');
    $operations = job_operations();
    if ($op !== '' && !isset($operations[$op])) {
        $input->problem('op', 'One of: ' . implode(', ', array_keys($operations)) . '.');
    }
    $input->done();
    return ['id' => $id, 'op' => $op, 'args' => $operations[$op]['read'](new Input($arguments, 'args.'))];
}

/**
 * @param array{id: string, op: string, args: array<string, mixed>} $wanted
 * @return array{0: array<string, mixed>, 1: bool} the job, and whether this call made it
 * @throws Refusal `bbws_job_differs` when the id stands for other work
 */
function create_job(array $wanted): array
{
    global $wpdb;
    $row = ['id' => $wanted['id'], 'op' => $wanted['op'], 'args' => wp_json_encode($wanted['args'])];
    $first = array_key_first(job_operations()[$wanted['op']]['steps']);
    $made = $wpdb->query($wpdb->prepare(
        'INSERT IGNORE INTO ' . jobs_table() . ' (id, op, args, status, step, heartbeat, result, error)'
        . " VALUES (%s, %s, %s, 'queued', %s, %s, '{}', 'null')",
        [...array_values($row), $first, now()],
    ));
    $stored = load_job($wanted['id']);
    if ($stored['op'] !== $row['op'] || $stored['args'] !== $row['args']) {
        throw new Refusal('bbws_job_differs', "The job {$wanted['id']} exists with another op or other args.", 409);
    }
    return [describe_job($stored), $made === 1];
}

/**
 * Works on the job until it ends or the time is over; repeatable. A failed job is tried again from its step.
 *
 * @param ?float $seconds null: no limit
 * @return array<string, mixed> the job
 */
function run_job(string $id, ?float $seconds): array
{
    load_job($id);
    ignore_user_abort(true);
    set_time_limit(0);
    return with_lock("job $id", 0, function () use ($id, $seconds): array {
        $end = $seconds === null ? INF : microtime(true) + $seconds;
        for ($job = load_job($id); $job['status'] !== 'done'; $job = load_job($id)) {
            $job = job_step($job);
            if ($job['status'] === 'failed' || microtime(true) >= $end) {
                break;
            }
        }
        return describe_job($job);
    });
}

/** Does one call of the current step and keeps where it stands. */
function job_step(array $job): array
{
    $steps = job_operations()[$job['op']]['steps'];
    $arguments = json_decode($job['args'], true);
    try {
        [$cursor, $result] = $steps[$job['step']]($arguments, (int) $job['cursor'], json_decode($job['result'], true));
    } catch (Refusal $refusal) {
        return keep_job($job, ['status' => 'failed', 'error' => wp_json_encode(['code' => $refusal->name, 'message' => $refusal->getMessage()])]);
    }
    $changes = ['status' => 'running', 'cursor' => $cursor ?? 0, 'result' => wp_json_encode($result), 'error' => 'null'];
    if ($cursor === null) {
        $changes['step'] = step_after($job['step'], array_keys($steps));
        $changes['status'] = $changes['step'] === FINISHED ? 'done' : 'running';
    }
    return keep_job($job, $changes);
}

/** @param list<string> $steps */
function step_after(string $step, array $steps): string
{
    return $steps[array_search($step, $steps, true) + 1] ?? FINISHED;
}

function keep_job(array $job, array $changes): array
{
    global $wpdb;
    $changes['heartbeat'] = now();
    $wpdb->update(jobs_table(), $changes, ['id' => $job['id']]);
    return $changes + $job;
}

/** @throws Refusal `bbws_job_not_found` */
function load_job(string $id): array
{
    global $wpdb;
    return $wpdb->get_row($wpdb->prepare('SELECT * FROM ' . jobs_table() . ' WHERE id = %s', $id), ARRAY_A)
        ?? throw new Refusal('bbws_job_not_found', "There is no job $id.", 404);
}

/** @return array<string, mixed> */
function describe_job(array $row): array
{
    return [
        'id' => $row['id'],
        'op' => $row['op'],
        'status' => $row['status'],
        'step' => $row['step'],
        'cursor' => (int) $row['cursor'],
        'heartbeat' => $row['heartbeat'],
        'result' => json_decode($row['result']),
        'error' => json_decode($row['error']),
    ];
}

function now(): string
{
    return gmdate('Y-m-d\TH:i:s\Z');
}
