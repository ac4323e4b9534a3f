"""What can be set for Slack: [slack] in kawaraban.toml, or KAWARABAN_SLACK__… in the environment."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator


class Mode(StrEnum):
    """How questions reach the bot: a WebSocket that it opens, HTTP requests that Slack sends, or not at all."""

    SOCKET = "socket"
    HTTP = "http"
    OFF = "off"


class SlackSettings(BaseModel):
    """[slack] in kawaraban.toml, or KAWARABAN_SLACK__… in the environment. docs/slack.md explains each.

    One workspace needs `bot_token`; many need `client_id`, `client_secret` and `encryption_key` instead. Listening
    needs `app_token` (socket) or `signing_secret` (http).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    bot_token: SecretStr = SecretStr("")
    app_token: SecretStr = SecretStr("")
    signing_secret: SecretStr = SecretStr("")
    mode: Mode = Mode.SOCKET
    base_url: str = "https://slack.com/api/"
    timeout: float = Field(default=10.0, gt=0, le=30)
    host: str = "127.0.0.1"
    port: int = Field(default=3000, ge=0, le=65535)
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    encryption_key: SecretStr = SecretStr("")
    public_url: str = ""

    @field_validator("base_url")
    @classmethod
    def _ends_with_slash(cls, written: str) -> str:
        if not written.startswith(("http://", "https://")):
            raise ValueError("is no web address; the default is https://slack.com/api/")
        return written.rstrip("/") + "/"

    @model_validator(mode="after")
    def _complete(self) -> SlackSettings:
        if self.client_id and not (self.client_secret.get_secret_value() and self.encryption_key.get_secret_value()):
            raise ValueError("client_id needs client_secret and encryption_key; docs/slack.md says how to make them")
        if not self.client_id and not self.bot_token.get_secret_value():
            raise ValueError("bot_token is missing; docs/slack.md says where to find it")
        if self.mode is Mode.HTTP and not self.signing_secret.get_secret_value():
            raise ValueError("signing_secret is missing; it is on the app's Basic Information page")
        return self

    @property
    def many(self) -> bool:
        """Whether workspaces install the app themselves (OAuth)."""
        return bool(self.client_id)
