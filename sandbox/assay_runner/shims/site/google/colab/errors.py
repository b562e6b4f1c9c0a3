"""Stand-in for `google.colab.errors`."""


class Error(Exception):
    """Colab's name; never raised here."""


class AuthorizationError(Error):
    """Colab's name; never raised here."""


class RuntimeManagementError(Error):
    """Colab's name; never raised here."""


class WidgetException(Error):
    """Colab's name; never raised here."""
