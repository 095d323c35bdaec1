"""What bad input gets: its documented answer, and nothing changes."""

import json

import pytest

SITES = "/v1.0/tenants/{tenant_id}/sites"


class TestBadInput:
    @pytest.mark.parametrize(
        ("wish", "field", "code"),
        [
            ({"subdomain": "www"}, "subdomain", "INVALID_FIELD_VALUE"),
            ({"subdomain": "tenant-0a1b2c3d4e5f"}, "subdomain", "INVALID_FIELD_VALUE"),
            ({"subdomain": "xn--80ak6aa92e"}, "subdomain", "INVALID_FIELD_VALUE"),
            ({"subdomain": "Acme"}, "subdomain", "INVALID_FIELD_VALUE"),
            ({"subdomain": "-acme"}, "subdomain", "INVALID_FIELD_VALUE"),
            ({"subdomain": "acme-"}, "subdomain", "INVALID_FIELD_VALUE"),
            ({"subdomain": "ac.me"}, "subdomain", "INVALID_FIELD_VALUE"),
            ({"subdomain": "acme\n"}, "subdomain", "INVALID_FIELD_VALUE"),
            ({"subdomain": "ac"}, "subdomain", "FIELD_TOO_SHORT"),
            ({"subdomain": "a" * 64}, "subdomain", "FIELD_TOO_LONG"),
            ({"subdomain": 7}, "subdomain", "INVALID_FIELD_TYPE"),
            ({"subdomain": None}, "subdomain", "INVALID_FIELD_TYPE"),
            ({"siteName": ""}, "siteName", "FIELD_TOO_SHORT"),
            ({"siteName": "   "}, "siteName", "FIELD_TOO_SHORT"),
            ({"siteName": "x" * 101}, "siteName", "FIELD_TOO_LONG"),
            ({"siteName": "two\nlines"}, "siteName", "INVALID_FIELD_VALUE"),
            ({"siteName": "a\u202eb"}, "siteName", "INVALID_FIELD_VALUE"),
            ({"siteName": "nul\0"}, "siteName", "INVALID_FIELD_VALUE"),
            ({"environment": "LIVE"}, "environment", "INVALID_FIELD_VALUE"),
            ({"environment": "TEST"}, "environment", "INVALID_FIELD_VALUE"),
            ({"adminEmail": "nobody"}, "adminEmail", "INVALID_EMAIL"),
            ({"plugins": []}, "plugins", "UNKNOWN_FIELD"),
            ({"status": "ACTIVE"}, "status", "UNKNOWN_FIELD"),
            ({"configuration": {"phpVersion": "8"}}, "configuration.phpVersion", "UNKNOWN_FIELD"),
            ({"configuration": {"timezone": "Mars/Base"}}, "configuration.timezone", "INVALID_FIELD_VALUE"),
            ({"configuration": {"timezone": "../etc"}}, "configuration.timezone", "INVALID_FIELD_VALUE"),
            ({"configuration": {"timezone": "Africa"}}, "configuration.timezone", "INVALID_FIELD_VALUE"),
            ({"configuration": {"language": "fr_FR"}}, "configuration.language", "INVALID_FIELD_VALUE"),
            ({"configuration": {"language": "EN"}}, "configuration.language", "INVALID_FIELD_VALUE"),
            ({"templateId": ""}, "templateId", "FIELD_TOO_SHORT"),
        ],
    )
    def test_names_the_field_and_changes_nothing(self, service, wish, field, code):
        service.make_eligible()

        status, body, _ = service.create(body=wish)

        assert (status, body["code"]) == (400, "VALIDATION_ERROR")
        assert [(error["field"], error["code"]) for error in body["errors"]] == [(field, code)]
        assert body["errors"][0]["message"]
        assert [item["entityType"] for item in service.items()] == ["ELIGIBILITY"]

    def test_takes_63_characters_and_3(self, service):
        service.make_eligible()

        assert service.create(body={"subdomain": "a" * 63})[0] == 202
        assert service.create(body={"subdomain": "a-b"})[0] == 202

    def test_takes_an_environment_in_lower_case_and_answers_upper_case(self, service):
        service.make_eligible()

        status, body, _ = service.create(body={"environment": "sit"})

        assert (status, body["data"]["site"]["environment"]) == (202, "SIT")

    def test_names_what_is_missing(self, service, people):
        service.make_eligible()

        status, body, _ = service.call("POST", SITES, people["admin"], body={})

        assert status == 400
        assert {(e["field"], e["code"]) for e in body["errors"]} == {
            ("siteName", "MISSING_REQUIRED_FIELD"),
            ("subdomain", "MISSING_REQUIRED_FIELD"),
        }

    @pytest.mark.parametrize(
        ("text", "status", "code"),
        [
            (json.dumps({"siteName": "x" * 300_000}), 413, "PAYLOAD_TOO_LARGE"),
            ('{"a":' * 40 + "1" + "}" * 40, 400, "VALIDATION_ERROR"),
            ("{not json", 400, "VALIDATION_ERROR"),
            ("[]", 400, "VALIDATION_ERROR"),
            ('{"siteName": "\\ud800", "subdomain": "acme"}', 400, "VALIDATION_ERROR"),
        ],
    )
    def test_survives_hostile_bodies(self, service, text, status, code, people):
        service.make_eligible()

        found, body, _ = service.call("POST", SITES, people["admin"], body=text)

        assert (found, body["code"]) == (status, code)

    def test_knows_no_other_method(self, service, people):
        status, body, headers = service.call("DELETE", SITES, people["admin"])

        assert (status, body["code"], headers["Allow"]) == (405, "METHOD_NOT_ALLOWED", "GET, POST")
