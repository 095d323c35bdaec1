# Commands for the guides. Source this file in a checkout where `make run` is running: . docs/guides/api.sh
#
#   api ROLE METHOD PATH [BODY] ['Header: value']   send a request as one of the demo people, print the answer
#   answer FIELD                                    a field of the last answer, such as data.tenantId or data.0.siteId
#   wait_for WANTED ROLE METHOD PATH                repeat a request until its status is WANTED, or until a field has a
#                                                   value: data.status=ACTIVE
#   mail ADDRESS [WORD]                             the newest mail to somebody with a word of its subject; waits for it
#   secret                                          the secret in the link of that mail
#
# ROLE is platform_admin, platform_viewer, tenant_admin, tenant_operator, tenant_viewer, stranger, or nobody.
# ACME is the id of the demo company, Acme Trading; FRONT is the address of the platform.
# shellcheck shell=sh

_shell() { .venv/bin/python -m local_platform.api_shell "$@"; }
api() { _shell api "$@"; }
answer() { _shell answer "$@"; }
wait_for() { _shell wait_for "$@"; }
mail() { _shell mail "$@"; }
secret() { _shell secret; }

# shellcheck disable=SC2034 # the guides use them
ACME=$(_shell demo_tenant) FRONT=$(_shell front)
