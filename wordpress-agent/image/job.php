<?php
/**
 * The command-line door to the agent's jobs, run by a one-off task of the same image.
 *
 *     php job.php <job id>        exit code 0: done; 1: failed or unknown
 */

declare(strict_types=1);

require __DIR__ . '/command-line.php';

wp_set_current_user(get_user_by('login', getenv('BBWS_AGENT_USER'))->ID);
wp_raise_memory_limit('admin');
try {
    $bbws_job = Bbws\Agent\run_job($argv[1] ?? '', null);
} catch (Bbws\Agent\Refusal $bbws_refusal) {
    bbws_stop($bbws_refusal->getMessage());
}
echo json_encode($bbws_job), "\n";
exit($bbws_job['status'] === 'done' ? 0 : 1);
