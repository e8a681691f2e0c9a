"""The story with the client of openapi-python-client."""

import sys
from uuid import uuid4

from python_client import AuthenticatedClient, Client
from python_client.api.auth import log_in, refresh_tokens
from python_client.api.movies import create_movie, list_movies, update_movie
from python_client.api.users import read_own_account
from python_client.models import (
    ExternalIds,
    Genre,
    Login,
    Movie,
    MovieDraft,
    MoviePage,
    MoviePatch,
    MoviesSort,
    Problem,
    RefreshToken,
    Tokens,
    User,
)
from python_client.types import Unset

_, base_url, email, password = sys.argv
guest = Client(base_url=base_url)

tokens = log_in.sync(client=guest, body=Login(email=email, password=password))
assert isinstance(tokens, Tokens), tokens
assert tokens.user.email == email
assert not isinstance(tokens.access_token, Unset)
client = AuthenticatedClient(base_url=base_url, token=tokens.access_token)

external_ids = ExternalIds.from_dict({"story": "python"})
film = MovieDraft(
    title="Cléo from 5 to 7 (python)",
    release_year=1962,
    genres=[Genre.DRAMA],
    external_ids=external_ids,
)
key = str(uuid4())
created = create_movie.sync_detailed(client=client, body=film, idempotency_key=key)
assert isinstance(created.parsed, Movie), created
movie, etag = created.parsed, created.headers["etag"]
assert movie.external_ids == external_ids
replayed = create_movie.sync(client=client, body=film, idempotency_key=key)
assert isinstance(replayed, Movie) and replayed.id == movie.id, replayed

page = list_movies.sync(
    client=client,
    genre=[Genre.DRAMA, Genre.WESTERN],
    release_year_gte=1962,
    release_year_lte=1962,
    sort=MoviesSort.RELEASE_YEAR,
    limit=100,
)
assert isinstance(page, MoviePage), page
assert movie.title in [item.title for item in page.items]


def change(minutes: int) -> Movie | Problem | None:
    return update_movie.sync(movie.id, client=client, body=MoviePatch(runtime_minutes=minutes), if_match=etag)


changed = change(91)
assert isinstance(changed, Movie) and changed.runtime_minutes == 91, changed
conflict = change(92)
assert isinstance(conflict, Problem) and conflict.code == "precondition-failed", conflict

refreshed = refresh_tokens.sync(client=guest, body=RefreshToken(refresh_token=tokens.refresh_token))
assert isinstance(refreshed, Tokens) and refreshed.access_token != tokens.access_token, refreshed
assert not isinstance(refreshed.access_token, Unset)
client = AuthenticatedClient(base_url=base_url, token=refreshed.access_token)
me = read_own_account.sync(client=client)
assert isinstance(me, User) and me.email == email, me

wrong = Login(email="python@example.com", password="a wrong password")
for _ in range(3):
    log_in.sync(client=guest, body=wrong)
limited = log_in.sync_detailed(client=guest, body=wrong)
assert isinstance(limited.parsed, Problem) and limited.parsed.code == "too-many-requests", limited
assert int(limited.headers["retry-after"]) > 0
