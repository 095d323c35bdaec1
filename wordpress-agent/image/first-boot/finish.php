<?php
/** First boot, step 2, as part of the finished network: the password, the themes, the agent's table. */

declare(strict_types=1);

require dirname(__DIR__) . '/command-line.php';

bbws_plant_application_password(get_user_by('login', getenv('BBWS_AGENT_USER')));
$bbws_themes = array_fill_keys(array_keys(wp_get_themes()), true);
update_site_option('allowedthemes', $bbws_themes + (array) get_site_option('allowedthemes'));
update_site_option('registrationnotification', 'no');   // no mail for every new site
update_option('permalink_structure', '/%year%/%monthnum%/%day%/%postname%/');
flush_rewrite_rules(false);
Bbws\Agent\install_jobs_table();

/** The secret is chosen by the control plane: WordPress is made to "generate" exactly it. Older ones end. */
function bbws_plant_application_password(WP_User $user): void
{
    $chosen = preg_replace('/[^a-z\d]/i', '', getenv('BBWS_AGENT_PASSWORD'));   // the characters that WordPress compares
    if (strlen($chosen) < 16) {
        bbws_stop('BBWS_AGENT_PASSWORD needs at least 16 letters and digits.');
    }
    $before = array_column(WP_Application_Passwords::get_user_application_passwords($user->ID), 'uuid');
    add_filter('random_password', fn (): string => $chosen);
    $made = WP_Application_Passwords::create_new_application_password($user->ID, ['name' => 'control-plane ' . wp_generate_uuid4()]);   // names are unique
    if (is_wp_error($made)) {
        bbws_stop($made->get_error_message());
    }
    foreach ($before as $uuid) {
        WP_Application_Passwords::delete_application_password($user->ID, $uuid);
    }
}
