<?php
/**
 * Plugin Name: BBWS agent
 * Description: What the control plane can ask of this WordPress network (REST namespace bbws/v1).
 * Version: 1.0.0
 * License: GPL-2.0-or-later
 */

declare(strict_types=1);

namespace Bbws\Agent;

const VERSION = '1.0.0';
const CONTRACT = 1;   // the caller refuses a number that it does not know

require __DIR__ . '/bbws-agent/refusal.php';
require __DIR__ . '/bbws-agent/lock.php';
require __DIR__ . '/bbws-agent/input.php';
require __DIR__ . '/bbws-agent/xmlrpc.php';
require __DIR__ . '/bbws-agent/text.php';
require __DIR__ . '/bbws-agent/guard.php';
require __DIR__ . '/bbws-agent/info.php';
require __DIR__ . '/bbws-agent/sites.php';
require __DIR__ . '/bbws-agent/site-creation.php';
require __DIR__ . '/bbws-agent/site-health.php';
require __DIR__ . '/bbws-agent/theme.php';
require __DIR__ . '/bbws-agent/pages.php';
require __DIR__ . '/bbws-agent/job-operations.php';
require __DIR__ . '/bbws-agent/jobs.php';
require __DIR__ . '/bbws-agent/routes.php';
