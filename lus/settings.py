"""What the environment decides. Every field stands in docs/settings.md; a test compares."""

from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from lus.paths import PACKAGE
from lus.trouble import Trouble


def _default_var() -> Path:
    # In a checkout beside the code, so that the data follows the folder; otherwise where one stands.
    return PACKAGE.parent / "var" if (PACKAGE.parent / "pyproject.toml").is_file() else Path.cwd() / "var"


class Settings(BaseSettings):
    """Read once, by bootstrap and the command line; nothing else looks at the environment."""

    model_config = SettingsConfigDict(env_prefix="LUS_", env_ignore_empty=True, extra="ignore")

    database_url: str | None = Field(
        default=None, description="any PostgreSQL 15 or newer, as postgresql://…; without it the embedded one is used"
    )
    broker_url: str | None = Field(
        default=None, description="redis:// or amqp://; without it a folder under LUS_VAR carries the jobs"
    )
    host: str = Field(default="127.0.0.1", description="the address the web listens on")
    port: int = Field(default=8000, ge=1, le=65535, description="the port the web listens on")
    var: Path = Field(
        default_factory=_default_var, description="where data, jobs and logs are kept; ./var in a checkout"
    )
    law_dir: Path | None = Field(
        default=None, description="a folder with the installation's own rates and agreements; none in earnest"
    )
    metrics_port: int | None = Field(
        default=None, ge=1, le=65535, description="the port on which Prometheus is answered at /metrics; none: nowhere"
    )
    public_url: str | None = Field(
        default=None, description="what links in mail begin with; without it http://LUS_HOST:LUS_PORT"
    )
    smtp_url: str | None = Field(
        default=None,
        description="smtp://user:password@host:587, or smtps://; without it nothing is mailed, and reminders stand in "
        "the application alone",
    )
    mail_from: str = Field(default="hemgang@localhost", description="the sender of mail")
    webhook_private: bool = Field(
        default=False, description="whether webhooks may go to private addresses, as of systems in the same network"
    )

    def link(self) -> str:
        """What links begin with, without a slash at the end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    def sqlalchemy_url(self) -> str:
        """`database_url` with our driver spelled out. Raises Trouble when there is none or it is not PostgreSQL."""
        if self.database_url is None:
            raise Trouble("Ingen databas är angiven.", "Sätt LUS_DATABASE_URL eller kör lus run.")
        scheme, found, rest = self.database_url.partition("://")
        if not found or scheme not in {"postgresql", "postgres", "postgresql+psycopg"}:
            raise Trouble(
                "LUS_DATABASE_URL är ingen adress till PostgreSQL.", "Skriv postgresql://användare@värd/databas."
            )
        return f"postgresql+psycopg://{rest}"


def load() -> Settings:
    """The settings of this process. Raises Trouble naming the variable that cannot be read."""
    try:
        settings = Settings()
    except ValidationError as error:
        names = ", ".join("LUS_" + str(e["loc"][0]).upper() for e in error.errors())
        raise Trouble(f"Inställningen {names} går inte att läsa.", "Se docs/settings.md.") from error
    return settings.model_copy(update={"var": settings.var.absolute()})
