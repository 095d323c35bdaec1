"""The same request once, and many at once."""

TENANT = "tenant-0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"


class TestIdempotency:
    def test_the_same_request_makes_one_site(self, service):
        service.make_eligible()

        answers = [service.create(headers={"idempotency-key": "key-1"}) for _ in range(5)]

        assert [status for status, _, _ in answers] == [202] * 5
        assert len({body["data"]["site"]["siteId"] for _, body, _ in answers}) == 1
        assert service.table.get({"PK": f"TENANT#{TENANT}", "SK": "ELIGIBILITY"})["siteCount"] == 1

    def test_twenty_at_once_make_one_site(self, service, at_once):
        service.make_eligible()

        answers = at_once(20, lambda _: service.create(headers={"idempotency-key": "key-1"}))

        assert {status for status, _, _ in answers} == {202}
        assert len({body["data"]["site"]["siteId"] for _, body, _ in answers}) == 1
        assert service.outbox() == ["SITE_CREATION_REQUEST", "SITE_CREATION_REQUESTED"]

    def test_another_body_under_the_same_key_is_refused(self, service):
        service.make_eligible()
        service.create(headers={"idempotency-key": "key-1"})

        status, body, _ = service.create(body={"subdomain": "other"}, headers={"idempotency-key": "key-1"})

        assert (status, body["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")

    def test_another_person_has_keys_of_their_own(self, service, people):
        service.make_eligible()
        service.create(people["admin"], headers={"idempotency-key": "key-1"})

        status, body, _ = service.create(people["operator"], headers={"idempotency-key": "key-1"})

        assert (status, body["code"]) == (409, "SUBDOMAIN_TAKEN")

    def test_a_refused_request_may_come_again_under_its_key(self, service):
        service.make_eligible(tier="BASIC", status="PENDING")
        service.owners_say(status="PENDING", version=5)
        assert service.create(headers={"idempotency-key": "key-1"})[0] == 422
        service.owners_say(version=6)

        assert service.create(headers={"idempotency-key": "key-1"})[0] == 202

    def test_the_answer_stays_when_the_template_has_gone(self, service, starter):
        service.make_eligible()
        service.neighbours.tell("GET", "/v1.0/templates/template-starter", 200, starter)
        wish = {"body": {"templateId": "template-starter"}, "headers": {"idempotency-key": "key-1"}}
        _, first, _ = service.create(**wish)
        service.neighbours.answers.clear()

        status, again, _ = service.create(**{**wish, "body": dict(wish["body"])})

        assert (status, again["data"]["site"]["siteId"]) == (202, first["data"]["site"]["siteId"])


class TestRaces:
    def test_two_people_want_one_subdomain(self, service, people, at_once):
        service.make_eligible()
        pair = [people["admin"], people["operator"]]

        answers = at_once(10, lambda number: service.create(pair[number % 2]))

        assert sorted(status for status, _, _ in answers) == [202] + [409] * 9
        assert service.table.get({"PK": f"TENANT#{TENANT}", "SK": "ELIGIBILITY"})["siteCount"] == 1

    def test_the_quota_holds_when_all_comeat_once(self, service, at_once):
        service.make_eligible(tier="BASIC")
        service.owners_say(tier="BASIC", version=5)

        answers = at_once(12, lambda number: service.create(body={"subdomain": f"shop-{number}"}))

        assert sorted(status for status, _, _ in answers) == [202] * 5 + [422] * 7
        assert service.table.get({"PK": f"TENANT#{TENANT}", "SK": "ELIGIBILITY"})["siteCount"] == 5
