"""What can go wrong in the shop's own terms."""


class ShopError(Exception):
    """Base of the shop's errors; its text may be shown to customers."""


class NotFound(ShopError):
    """There is no such thing."""


class NotAllowed(ShopError):
    """The thing's state doesn't allow this."""


class PaymentFailed(ShopError):
    """The provider refused, or could not be reached."""


class DeliveryFailed(ShopError):
    """A message could not be sent."""
