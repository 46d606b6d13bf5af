"""What would end more than the one token never goes out, however it is spelled."""

import msgspec
import pytest

from mcpsweep.connectors.atlassian.denied import DENIED, READ_ONLY
from mcpsweep.connectors.http.auth import Bearer
from mcpsweep.connectors.http.client import Client
from mcpsweep.connectors.http.errors import CallForbidden
from mcpsweep.model.grant import Grant
from mcpsweep.model.outcome import OutcomeState
from mcpsweep.model.secret import Secret
from tests.connectors.atlassian.conftest import Make
from tests.connectors.atlassian.organisation import ORG_KEY
from tests.connectors.fake import FakeService

ORG = "/admin/api-access/v1/orgs/org-acme"
FORBIDDEN = [
    ("DELETE", f"{ORG}/api-tokens"),
    ("DELETE", f"{ORG}/api-tokens/"),
    ("DELETE", f"{ORG}//api-tokens"),
    ("DELETE", f"{ORG}/API-Tokens"),
    ("DELETE", f"{ORG}/api%2Dtokens"),
    ("DELETE", f"{ORG}/api-tokens;all=1"),
    ("delete", f"{ORG}/api-tokens"),
    ("POST", f"{ORG}/api-tokens"),
    ("DELETE", f"{ORG}/service-accounts/s1/api-tokens"),
    ("DELETE", f"{ORG}/service-accounts/api-tokens"),
    ("DELETE", f"{ORG}/service-accounts/s1"),
    ("PATCH", f"{ORG}/service-accounts"),
    ("DELETE", f"{ORG}/oauth-clients/c1"),
    ("DELETE", f"{ORG}/oauth-clients"),
    ("PATCH", f"{ORG}/api-keys/revoke"),
    ("PATCH", f"{ORG}/api-keys/revoke/"),
    ("DELETE", f"{ORG}/api-keys"),
    ("DELETE", f"{ORG}/api-keys/k1"),
    ("DELETE", "/users/712020:alice/manage/api-tokens"),
    ("DELETE", "/users/712020:alice/manage/api-tokens/"),
    ("DELETE", "/users//manage/api-tokens/t1"),
    ("POST", "/users/712020:alice/manage/lifecycle/delete"),
    ("POST", "/users/712020:alice/manage/lifecycle/enable"),
    ("PUT", "/users/712020:alice/manage/email"),
    ("PATCH", "/users/712020:alice/manage/profile"),
    ("DELETE", "/admin/v1/orgs/org-acme"),
    ("DELETE", "/admin/v2/orgs/org-acme/directories/dir-1"),
    ("DELETE", "/admin/v2/orgs/org-acme/directories/dir-1/users"),
    ("DELETE", "/admin/v2/orgs/org-acme/directories/dir-1/users/"),
    ("POST", "/admin/v1/orgs/org-acme/policies/p1"),
    ("DELETE", "/scim/directory/d1/Users/u1"),
    ("DELETE", "/rest/pat/latest/tokens"),
    ("DELETE", "/jira/rest/pat/latest/tokens/"),
    ("POST", "/rest/pat/latest/tokens"),
    ("PUT", "/rest/pat/1.0/tokens"),
]
ALLOWED = [
    ("DELETE", "/users/712020:alice/manage/api-tokens/t1"),
    ("POST", "/users/712020:alice/manage/lifecycle/disable"),
    ("PATCH", f"{ORG}/api-keys/revoke/k1"),
    ("DELETE", "/admin/v2/orgs/org-acme/directories/dir-1/users/712020:alice"),
    ("DELETE", "/rest/pat/latest/tokens/11"),
]


@pytest.mark.parametrize(("method", "path"), FORBIDDEN)
def test_a_call_that_hits_more_than_one_never_goes_out(service: FakeService, method: str, path: str) -> None:
    for base in (service.url, f"{service.url}/prefix"):
        client = Client("atlassian", base, auth=Bearer(Secret(ORG_KEY)), denied=DENIED)
        with pytest.raises(CallForbidden):
            client.write(method, path)
        with pytest.raises(CallForbidden):
            client.read(path, method=method)
        client.close()
    assert service.asked == []


@pytest.mark.parametrize(("method", "path"), ALLOWED)
def test_the_calls_for_one_do_go_out_but_never_to_a_site(service: FakeService, method: str, path: str) -> None:
    client = Client("atlassian", service.url, denied=DENIED)
    client.write(method, path, expect={404})
    assert len(service.asked) == 1
    client.close()
    site = Client("atlassian", service.url, denied=READ_ONLY)
    with pytest.raises(CallForbidden):
        site.write(method, path)
    site.close()
    assert len(service.asked) == 1


def test_a_token_without_an_id_is_not_asked_for(make: Make) -> None:
    connector, organisation = make()
    grant = next(one for one in connector.list_all_grants() if isinstance(one, Grant))
    outcome = connector.revoke(msgspec.structs.replace(grant, id=""))
    assert organisation.changes() == 0
    assert outcome.state not in (OutcomeState.DONE, OutcomeState.ACCEPTED)
