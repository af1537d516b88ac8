from safejwt.contrib.adopt.drf_token import DRFToken

__all__ = ["OneDevice"]


class OneDevice(DRFToken):
    field = "only_token"
    is_kept = False
