"""An article's canonical address, and the key by which two addresses are one. No network.

courlan's `normalize_url` was measured for this and left out: its pattern for tracking parameters is not
anchored, so it drops "gallery=3", "reference=7", "cid=99" and "keyword=x" with the trackers; it drops a query
without "="; and it breaks percent-encoded bytes that are no UTF-8. Each of these makes two articles one.
Here a parameter is dropped only where its name is known.
"""

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from sources.printed import percent_encoded, plain_host, plain_path, without_www

LIMIT = 2000  # characters; what servers and browsers take, and an index row still holds

# Names that campaigns and social networks add to any address, after the lists of AdGuard and ClearURLs. What
# a site may use to tell its articles apart ("ref", "id", "source", "cid", "p") is not here.
_TRACKING_PREFIXES = (
    *("utm_", "hsa_", "itm_", "mtm_", "matomo_", "piwik_", "pk_campaign", "pk_kwd", "pk_source", "pk_medium"),
    *(
        "at_medium",
        "at_campaign",
        "at_custom",
        "at_link",
        "at_bbc",
        "at_format",
        "at_ptr",
        "wt.",
        "wt_mc",
        "guce_",
    ),
)
_TRACKING = frozenset(
    [
        *(
            "fbclid",
            "gclid",
            "gclsrc",
            "dclid",
            "gbraid",
            "wbraid",
            "gad_source",
            "gad_campaignid",
            "msclkid",
        ),
        *(
            "yclid",
            "ysclid",
            "twclid",
            "ttclid",
            "li_fat_id",
            "igshid",
            "igsh",
            "epik",
            "wickedid",
            "_ga",
            "_gl",
        ),
        *(
            "mc_cid",
            "mc_eid",
            "mkt_tok",
            "_hsenc",
            "_hsmi",
            "__hstc",
            "__hssc",
            "__hsfp",
            "vero_id",
            "vero_conv",
        ),
        *(
            "oly_enc_id",
            "oly_anon_id",
            "s_cid",
            "s_kwcid",
            "smid",
            "smtyp",
            "ocid",
            "icid",
            "ncid",
            "cmpid",
            "cmp",
        ),
        *(
            "xtor",
            "ito",
            "spm",
            "scm",
            "guccounter",
            "ns_mchannel",
            "ns_source",
            "ns_campaign",
            "ns_linkname",
        ),
        *("ns_fee", "fb_action_ids", "fb_action_types", "fb_ref", "fb_source", "action_object_map"),
        *(
            "action_type_map",
            "action_ref_map",
            "__twitter_impression",
            "twitter_impression",
            "amp_js_v",
            "amp_gsa",
        ),
        "usqp",
    ]
)
_AMP_PARAMETERS = frozenset(["amp", "amp=1", "amp=true", "outputtype=amp", "output=amp"])
_SESSION = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)
_DEFAULT_PORT = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Address:
    """`address` opens the article; `key` is the same for two addresses of one article, and is never shown."""

    address: str
    key: str


def canonical(address: str) -> Address:
    """The address to keep of one that was typed or fed, and its key.

    Dropped from both: fragment (unless "#!"), tracking parameters, default port, session ids in the path; the
    parameters that remain are sorted by name. The key further leaves out the scheme, "www.", the final slash
    and marks of an AMP copy: host "amp.", parameter "amp", and a last segment "amp" behind one that looks
    like an article's (with a digit or a hyphen: /news/gaza-call-ups/amp, not /topics/amp).

    Raises ValueError with a sentence for the one who typed it.
    """
    parts, host, port = _read(address)
    scheme = parts.scheme.lower()
    authority = host if port in (None, _DEFAULT_PORT[scheme]) else f"{host}:{port}"
    path = _SESSION.sub("", parts.path)
    pieces = sorted(
        (piece for piece in parts.query.split("&") if piece and not _is_tracking(piece)), key=_parameter_name
    )
    query = "&".join(percent_encoded(piece) for piece in pieces)
    kept = f"{scheme}://{authority}{_with_final_slash(path)}"
    kept += f"?{query}" if query else ""
    kept += f"#{percent_encoded(parts.fragment)}" if parts.fragment.startswith("!") else ""
    if len(kept) > LIMIT:
        raise ValueError(f"The address is longer than {LIMIT} characters with its special characters escaped.")
    return Address(kept, _key(parts, authority, path, pieces))


def _read(address: str) -> tuple[SplitResult, str, int | None]:
    address = address.strip()
    if not address:
        raise ValueError("The address is empty.")
    if len(address) > LIMIT:
        raise ValueError(f"The address has {len(address):,} characters; at most {LIMIT:,} are kept.")
    for at, c in enumerate(address, start=1):
        if c.isspace() or not c.isprintable() or c in '\\<>"':
            shown = "a space" if c == " " else f"U+{ord(c):04X}" if not c.isprintable() or c.isspace() else c
            raise ValueError(f"The address has {shown} at character {at}, which no address can have.")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise ValueError("The address cannot be read: its host or port is not written as one.") from None
    if parts.scheme.lower() not in _DEFAULT_PORT or not address[len(parts.scheme) :].startswith("://"):
        raise ValueError("The address must start with http:// or https://.")
    if "@" in parts.netloc:
        raise ValueError("The address holds a user name or password; leave out what stands before the @.")
    host = plain_host(parts.hostname or "")
    if host is None:
        raise ValueError("The address has no host name such as www.example.org after http:// or https://.")
    return parts, host, port


def _key(parts: SplitResult, authority: str, path: str, pieces: list[str]) -> str:
    authority = without_www(authority)
    without_amp = authority.removeprefix("amp.")
    if without_amp.partition(":")[0].count(".") >= 1:
        authority = without_www(without_amp)
    path = plain_path(path)
    before, _, last = path.rpartition("/")
    article = before.rpartition("/")[2]
    if last.lower() == "amp" and ("-" in article or any(c.isdigit() for c in article)):
        path = before
    # "+" and "%20" are both a space in a query
    query = "&".join(
        percent_encoded(piece).replace("%20", "+") for piece in pieces if piece.lower() not in _AMP_PARAMETERS
    )
    fragment = f"#{percent_encoded(parts.fragment)}" if parts.fragment.startswith("!") else ""
    return f"{authority}{path}" + (f"?{query}" if query else "") + fragment


def _with_final_slash(path: str) -> str:
    """The plain path, its final slash kept: some servers know the page by one of the two only."""
    plain = plain_path(path)
    return f"{plain}/" if path.endswith("/") or not plain else plain


def _parameter_name(piece: str) -> str:
    return piece.partition("=")[0]


def _is_tracking(piece: str) -> bool:
    name = _parameter_name(piece).lower()
    return name in _TRACKING or name.startswith(_TRACKING_PREFIXES)
