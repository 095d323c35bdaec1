"""What the client asks of WordPress, and what it makes of each answer."""

import hmac
import json
import socket
import threading
import time

import pytest

from chassis.operations.step_outcomes import Impossible, Retryable
from sites.clients import wordpress_errors as errors
from sites.clients import wordpress_transport
from sites.clients.wordpress import Network, WordPressClient
from sites.clients.wordpress_credentials import KEPT, WordPressCredentials
from sites.clients.wordpress_transport import WordPressTransport
from sites.services.wordpress_error_translation import translate_wordpress_errors

TENANT = "tenant-0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
NETWORK = Network(TENANT, "trace-1")
AGENT = "/wp-json/bbws/v1"
INFO = {"agent": "1.0.0", "contract": 1, "wordpress": "6.8.7", "php": "8.2.35", "network": {"sites": 1}}
SITE = {"id": 7, "domain": "acme.sites.test", "path": "/", "title": "Acme"}


class Secrets:
    """Secrets Manager with one password for everybody; counts how often it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.passwords = ["old", "new"]

    def get_secret_value(self, SecretId: str) -> dict:  # noqa: N803 - botocore's name
        self.asked.append(SecretId)
        password = self.passwords[min(len(self.asked), len(self.passwords)) - 1]
        return {"SecretString": json.dumps({"username": "platform", "password": password})}


@pytest.fixture
def secrets():
    return Secrets()


@pytest.fixture
def client(http_fake, secrets):
    transport = WordPressTransport(http_fake.url + "/")
    return WordPressClient(transport, WordPressCredentials(secrets), "sites.test")


def create(client):
    return client.create_site(
        NETWORK, host="acme.sites.test", title="Acme", key="site-1", admin_email="a@b.cd", language="en_US"
    )


class TestCalls:
    def test_reach_the_network_by_its_name_with_our_credentials(self, client, http_fake, secrets):
        http_fake.tell("GET", f"{AGENT}/info", 200, INFO)

        info = client.get_info(NETWORK)

        (asked,) = http_fake.asked
        assert (info.wordpress, info.php) == ("6.8.7", "8.2.35")
        assert asked["headers"]["host"] == "tenant-0a1b2c3d4e5f.sites.test"
        assert asked["headers"]["accept"] == "application/json"
        assert asked["headers"]["x-request-id"] == "trace-1"
        assert asked["headers"]["x-tenant-id"] == TENANT
        assert asked["headers"]["authorization"].startswith("Basic ")
        assert asked["headers"]["x-bbws-agent-key"] == hmac.new(b"old", b"bbws-agent", "sha256").hexdigest()
        assert secrets.asked == [f"bbws/wp/{TENANT}/wp-app-password"]

    def test_create_a_site_under_its_key(self, client, http_fake):
        http_fake.tell("POST", f"{AGENT}/sites", 201, SITE)

        made = create(client)

        assert (made.site_id, made.domain) == (7, "acme.sites.test")
        assert http_fake.asked[0]["body"] == {
            "host": "acme.sites.test",
            "title": "Acme",
            "key": "site-1",
            "admin_email": "a@b.cd",
            "language": "en_US",
        }

    def test_leave_out_empty_content(self, client, http_fake):
        """The agent takes a page without content, but no empty text."""
        http_fake.tell("POST", f"{AGENT}/sites/7/pages", 200, {"pages": []})

        client.add_pages(NETWORK, 7, [{"slug": "a", "title": "A", "content": ""}], None)

        assert http_fake.asked[0]["body"] == {"pages": [{"slug": "a", "title": "A"}]}

    def test_send_credentials_only_where_they_are_needed(self, client, http_fake):
        http_fake.tell("GET", "/wp-json/?_fields=name", 200, {"name": "Acme"})
        http_fake.tell("GET", "/", 200, b"<html>", Content_Type="text/html; charset=UTF-8")

        assert client.get_title(NETWORK, "acme.sites.test") == "Acme"
        assert client.get_front_page(NETWORK, "acme.sites.test") == "<html>"

        assert all("authorization" not in asked["headers"] for asked in http_fake.asked)
        assert all(asked["headers"]["host"] == "acme.sites.test" for asked in http_fake.asked)

    def test_set_the_time_zone_and_notice_when_it_is_not_taken(self, client, http_fake):
        http_fake.tell("POST", "/wp-json/wp/v2/settings", 200, {"timezone": "Africa/Johannesburg"})
        client.set_timezone(NETWORK, "acme.sites.test", "Africa/Johannesburg")

        with pytest.raises(errors.WpInvalid):
            client.set_timezone(NETWORK, "acme.sites.test", "Asia/Calcutta")

    def test_keep_no_cookies(self, client, http_fake):
        http_fake.tell("GET", f"{AGENT}/info", 200, INFO, Set_Cookie="session=of-another-tenant")

        client.get_info(NETWORK)
        client.get_info(NETWORK)

        assert all("cookie" not in asked["headers"] for asked in http_fake.asked)

    def test_take_nothing_from_the_environment(self, client, http_fake, monkeypatch):
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
        http_fake.tell("GET", f"{AGENT}/info", 200, INFO)

        assert client.get_info(NETWORK).php == "8.2.35"

    def test_check_certificates_against_the_public_name(self):
        transport = WordPressTransport("https://balancer.internal")

        pools = [transport.pool(name) for name in ("acme.sites.test", "other.sites.test")]

        assert [pool.host for pool in pools] == ["balancer.internal"] * 2
        assert [pool.assert_hostname for pool in pools] == ["acme.sites.test", "other.sites.test"]
        assert [pool.conn_kw["server_hostname"] for pool in pools] == ["acme.sites.test", "other.sites.test"]


class TestContract:
    @pytest.mark.parametrize("contract", [0, 2, None, "1"])
    def test_refuses_an_agent_that_speaks_another_one(self, client, http_fake, contract):
        http_fake.tell("GET", f"{AGENT}/info", 200, INFO | {"contract": contract})

        with pytest.raises(errors.WpAgentMissing):
            client.get_info(NETWORK)

    def test_refuses_a_site_without_a_number(self, client, http_fake):
        http_fake.tell("POST", f"{AGENT}/sites", 201, {"domain": "acme.sites.test"})

        with pytest.raises(errors.WpBadAnswer):
            create(client)


HTML = {"Content_Type": "text/html; charset=UTF-8"}


class TestAnswers:
    @pytest.mark.parametrize(
        ("status", "body", "headers", "kind"),
        [
            (401, {"code": "bbws_unauthorized"}, {}, errors.WpAuthError),
            (403, {"code": "bbws_forbidden"}, {}, errors.WpForbidden),
            (404, {"code": "bbws_theme_not_found"}, {}, errors.WpNotFound),
            (404, {"code": "rest_no_route"}, {}, errors.WpAgentMissing),
            (404, b"<html>not here</html>", HTML, errors.WpSiteUnknown),
            (302, b"", HTML | {"Location": "http://evil.test/"}, errors.WpSiteUnknown),
            (409, {"code": "bbws_site_taken"}, {}, errors.WpConflict),
            (409, {"code": "bbws_busy"}, {}, errors.WpBusy),
            (410, {"code": "wp_die"}, {}, errors.WpSuspended),
            (400, {"code": "bbws_invalid", "data": {"status": 400, "params": {"host": "bad"}}}, {}, errors.WpInvalid),
            (429, {}, {}, errors.WpBusy),
            (418, {}, {}, errors.WpBadAnswer),
            (500, b"", {}, errors.WpBusy),
            (500, {"code": "internal_server_error", "data": None}, {}, errors.WpBusy),
            (503, {"code": "wp_die"}, {"Retry_After": "600"}, errors.WpBusy),
            (200, b"Notice: something {}", {}, errors.WpBadAnswer),
            (200, b"[]", {}, errors.WpBadAnswer),
            (200, b"", {}, errors.WpBadAnswer),
            (200, b"<html>", HTML, errors.WpBadAnswer),
            (200, b"x" * (wordpress_transport.MAX_BYTES + 1), {}, errors.WpBadAnswer),
        ],
    )
    def test_each_has_its_class(self, client, http_fake, status, body, headers, kind):
        http_fake.tell("POST", f"{AGENT}/sites", status, body, **headers)

        with pytest.raises(errors.WordPressError) as refused:
            create(client)

        assert type(refused.value) is kind
        assert all(asked["path"] == f"{AGENT}/sites" for asked in http_fake.asked)

    def test_a_page_that_is_none(self, client, http_fake):
        http_fake.tell("GET", "/", 503, b"<html>", Content_Type="text/html")
        with pytest.raises(errors.WpBusy):
            client.get_front_page(NETWORK, "acme.sites.test")
        http_fake.tell("GET", "/", 200, {"a": "feed"})
        with pytest.raises(errors.WpSiteUnknown):
            client.get_front_page(NETWORK, "acme.sites.test")

    def test_nobody_there(self, secrets):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            transport = WordPressTransport(f"http://127.0.0.1:{free.getsockname()[1]}")
            with pytest.raises(errors.WpUnreachable, match="NewConnectionError"):
                WordPressClient(transport, WordPressCredentials(secrets), "sites.test").get_info(NETWORK)

    def test_an_answer_that_drips_is_cut_off(self, secrets, monkeypatch):
        monkeypatch.setattr(wordpress_transport, "READ_SECONDS", 0.3)
        with socket.create_server(("127.0.0.1", 0)) as server:
            threading.Thread(target=_drip, args=(server,), daemon=True).start()
            transport = WordPressTransport(f"http://127.0.0.1:{server.getsockname()[1]}")
            started = time.monotonic()

            with pytest.raises(errors.WpUnreachable):
                WordPressClient(transport, WordPressCredentials(secrets), "sites.test").get_info(NETWORK)

        assert time.monotonic() - started < 3


def _drip(server):
    connection, _ = server.accept()
    with connection:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
        try:
            for _ in range(100):
                connection.sendall(b"1\r\n \r\n")
                time.sleep(0.05)
        except OSError:
            return


class TestCredentials:
    def test_are_read_once_a_tenant(self, client, http_fake, secrets):
        http_fake.tell("GET", f"{AGENT}/info", 200, INFO)

        for _ in range(3):
            client.get_info(NETWORK)

        assert len(secrets.asked) == 1

    def test_are_read_anew_when_refused(self, client, http_fake, secrets):
        answers = iter([(401, {"code": "incorrect_password"}, {}), (200, INFO, {})])
        http_fake.answers["GET", f"{AGENT}/info"] = lambda: next(answers)

        assert client.get_info(NETWORK).php == "8.2.35"
        assert len(secrets.asked) == 2

    def test_refused_twice_are_wrong(self, client, http_fake, secrets):
        http_fake.tell("GET", f"{AGENT}/info", 401, {"code": "incorrect_password"})

        with pytest.raises(errors.WpAuthError):
            client.get_info(NETWORK)
        assert len(http_fake.asked) == 2

    def test_a_public_route_that_wants_some_is_not_asked_twice(self, client, http_fake):
        http_fake.tell("GET", "/wp-json/?_fields=name", 401, {"code": "rest_forbidden"})

        with pytest.raises(errors.WpAuthError):
            client.get_title(NETWORK, "acme.sites.test")
        assert len(http_fake.asked) == 1

    def test_of_many_tenants_only_some_are_kept(self, secrets):
        credentials = WordPressCredentials(secrets)
        for number in range(KEPT + 1):
            credentials.of(f"tenant-{number}")
        credentials.of("tenant-1")
        credentials.of("tenant-0")

        assert len(secrets.asked) == KEPT + 2

    def test_that_do_not_exist_are_an_authentication_error(self, tables):
        from chassis.runtime import clients

        with pytest.raises(errors.WpAuthError, match="no_secret"):
            WordPressCredentials(clients.secrets_manager()).of("tenant-without-secret")

    def test_a_vault_that_fails_is_not_taken_for_an_empty_one(self):
        from botocore.exceptions import ClientError

        class Failing:
            def get_secret_value(self, **_):
                raise ClientError({"Error": {"Code": "InternalServiceError"}}, "GetSecretValue")

        with pytest.raises(ClientError):
            WordPressCredentials(Failing()).of("tenant-1")


class TestTold:
    @pytest.mark.parametrize("kind", [kind for kind in vars(errors).values() if isinstance(kind, type)])
    def test_every_error_waits_or_ends(self, kind):
        if not issubclass(kind, errors.WordPressError):
            return
        with pytest.raises((Retryable, Impossible)) as end, translate_wordpress_errors():
            raise kind(500, "code", {"host": "secret words of WordPress"})

        assert isinstance(end.value, Retryable) is kind.retryable
        assert "secret words" not in str(end.value)

    def test_refused_input_names_the_fields_for_operators(self):
        with pytest.raises(Impossible) as end, translate_wordpress_errors():
            raise errors.WpInvalid(400, "bbws_invalid", {"host": "…"})

        assert end.value.error.code == "WORDPRESS_REFUSED_INPUT"
        assert end.value.error.cause == "WpInvalid 400 bbws_invalid: host"
        assert "host" not in end.value.error.message

    @pytest.mark.parametrize(
        "kind", [errors.WpAuthError, errors.WpForbidden, errors.WpAgentMissing, errors.WpSuspended]
    )
    def test_a_cause_that_a_person_can_remove_is_safe_to_retry(self, kind):
        with pytest.raises(Impossible) as end, translate_wordpress_errors():
            raise kind(400)

        assert end.value.error.safe_to_retry
        assert "then retry" in end.value.error.message

    @pytest.mark.parametrize("kind", [errors.WpNotFound, errors.WpConflict, errors.WpInvalid, errors.WordPressError])
    def test_a_permanent_cause_is_not(self, kind):
        with pytest.raises(Impossible) as end, translate_wordpress_errors():
            raise kind(400)

        assert not end.value.error.safe_to_retry
        assert "then retry" not in end.value.error.message
