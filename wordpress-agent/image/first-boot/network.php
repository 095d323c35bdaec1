<?php
/** First boot, step 1: what WordPress's two installation screens do (the site, then the network). */

declare(strict_types=1);

const BBWS_FIRST_BOOT = true;   // wp-config.php leaves the network's constants out
const WP_INSTALLING = true;
require dirname(__DIR__) . '/command-line.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';

add_filter('pre_wp_mail', '__return_true');
add_filter('pre_http_request', fn (): WP_Error => new WP_Error('first_boot', 'No calls during first boot.'));

$bbws_title = 'Sites of this tenant';
$bbws_mail = 'platform@' . BBWS_NETWORK_DOMAIN;
wp_install($bbws_title, getenv('BBWS_AGENT_USER'), $bbws_mail, false, '', wp_generate_password(40), 'en_US');
update_option('siteurl', 'http://' . BBWS_NETWORK_DOMAIN);
update_option('home', 'http://' . BBWS_NETWORK_DOMAIN);

foreach ($wpdb->tables('ms_global') as $bbws_table => $bbws_name) {
    $wpdb->$bbws_table = $bbws_name;
}
install_network();
$bbws_made = populate_network(1, BBWS_NETWORK_DOMAIN, $bbws_mail, $bbws_title, '/', true);
if (is_wp_error($bbws_made) && $bbws_made->get_error_code() !== 'no_wildcard_dns') {   // asked by HTTP, which we refused
    bbws_stop($bbws_made->get_error_message());
}
