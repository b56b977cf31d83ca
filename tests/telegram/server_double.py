"""A Bot API server on loopback, as strict as the real one, with faults on demand."""

from __future__ import annotations

import asyncio
import itertools
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.telegram.small_http import Request, SmallHttpServer
from tests.telegram.telegram_html import BadMarkup, visible_text

TOKEN = "123456:a-token-for-tests"
_TOKEN_FORM = re.compile(r"\d+:[\w-]+")
_METHODS = frozenset(
    {
        "getMe",
        "getUpdates",
        "setWebhook",
        "deleteWebhook",
        "setMyCommands",
        "sendMessage",
        "sendPhoto",
        "sendChatAction",
        "editMessageText",
        "editMessageCaption",
        "editMessageReplyMarkup",
        "answerCallbackQuery",
    }
)


class Refusal(Exception):
    """An answer other than ok."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


@dataclass
class Fault:
    """Something that goes wrong with the next calls that it fits."""

    method: str
    kind: str
    """status, drop_before, drop_after, slow or silence."""
    times: int = 1
    status: int = 500
    chat_id: int | None = None
    seconds: float = 0.0
    retry_after: int = 0
    description: str = "Internal Server Error"


@dataclass
class Call:
    """A call that was carried out, or refused."""

    method: str
    parameters: dict[str, Any]
    at: float
    refused: bool = False


@dataclass
class Message:
    """A message as it stands in a chat."""

    chat_id: int
    message_id: int
    content: dict[str, Any]

    @property
    def text(self) -> str:
        """What a reader sees."""
        return str(self.content.get("text", self.content.get("caption", "")))


@dataclass
class ServerDouble:
    """Start it, speak as its users do, and look at what they were shown."""

    token: str = TOKEN
    calls: list[Call] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    blocked: set[int] = field(default_factory=set)
    unknown: set[int] = field(default_factory=set)
    updates: list[dict[str, Any]] = field(default_factory=list)
    webhook: dict[str, Any] | None = None
    handed_out: int = 0
    """How many polls came back with updates."""
    url: str = ""

    def __post_init__(self) -> None:
        self._update_ids, self._message_ids = itertools.count(1000), itertools.count(1)
        self._arrived = asyncio.Event()
        self._poll: asyncio.Event | None = None
        self._server = SmallHttpServer(self._handle)

    async def start(self) -> None:
        """Listen on a free port of loopback."""
        self.url = await self._server.start()

    async def stop(self) -> None:
        """Stop listening."""
        await self._server.stop()

    # -- what users do

    def push(self, **kind: Any) -> int:
        """Let an update of any kind arrive."""
        update_id = next(self._update_ids)
        self.updates.append({"update_id": update_id, **kind})
        self._arrived.set()
        return update_id

    def say(self, chat_id: int, text: str | None = None, **more: Any) -> int:
        """Let a person write, or send something else."""
        words = {} if text is None else {"text": text}
        return self.push(message=message_of(chat_id, next(self._message_ids), **words, **more))

    def press(self, message: Message, title: str) -> int:
        """Let a person press a button that they see."""
        rows = message.content["reply_markup"]["inline_keyboard"]
        data = next(b["callback_data"] for row in rows for b in row if b["text"] == title)
        return self.press_data(message, data)

    def press_data(self, message: Message, data: str) -> int:
        """Let a client send a press with any data."""
        shown = message_of(message.chat_id, message.message_id, **message.content)
        query = {"id": str(next(self._message_ids)), "from": shown["from"], "data": data, "message": shown}
        return self.push(callback_query=query)

    # -- what users see

    def seen(self, chat_id: int) -> list[str]:
        """Give the texts of a chat in their order."""
        return [message.text for message in self.messages if message.chat_id == chat_id]

    def called(self, method: str) -> list[Call]:
        """Give the calls of a method that were carried out."""
        return [call for call in self.calls if call.method == method and not call.refused]

    async def until(self, condition: Callable[[], bool], seconds: float = 10) -> None:
        """Wait for something to come true."""
        deadline = asyncio.get_running_loop().time() + seconds
        while not condition():
            assert asyncio.get_running_loop().time() < deadline, "it did not come true in time"
            await asyncio.sleep(0.01)

    # -- the server

    async def _handle(self, request: Request) -> tuple[int, bytes]:
        method, parameters = "", {}
        try:
            method = self._method(request)
            parameters = _parameters(request.form)
            fault = self._fault(method, parameters)
            if fault is not None:
                if fault.kind == "drop_after":
                    await self._carry_out(method, parameters)
                await self._misbehave(fault, request)
            result = await self._carry_out(method, parameters)
        except Refusal as refusal:
            self.calls.append(Call(method, parameters, asyncio.get_running_loop().time(), refused=True))
            body: dict[str, Any] = {
                "ok": False,
                "error_code": refusal.code,
                "description": refusal.description,
            }
            if refusal.parameters:
                body["parameters"] = refusal.parameters
            return refusal.code, json.dumps(body).encode()
        return 200, json.dumps({"ok": True, "result": result}).encode()

    def _method(self, request: Request) -> str:
        parts = request.path.split("/")
        token = parts[1].removeprefix("bot") if len(parts) == 3 else ""
        if not _TOKEN_FORM.fullmatch(token) or parts[2] not in _METHODS:
            raise Refusal(404, "Not Found")
        if token != self.token:
            raise Refusal(401, "Unauthorized")
        return parts[2]

    def _fault(self, method: str, parameters: dict[str, Any]) -> Fault | None:
        for fault in self.faults:
            fits_chat = fault.chat_id is None or fault.chat_id == parameters.get("chat_id")
            if fault.method in (method, "*") and fits_chat and fault.times > 0:
                fault.times -= 1
                return fault
        return None

    async def _misbehave(self, fault: Fault, request: Request) -> None:
        if fault.kind == "status":
            more = {"retry_after": fault.retry_after} if fault.retry_after else {}
            raise Refusal(fault.status, fault.description, **more)
        await asyncio.sleep(fault.seconds)
        if fault.kind in ("drop_before", "drop_after", "silence"):
            request.drop()
            raise Refusal(500, "dropped")

    async def _carry_out(self, method: str, parameters: dict[str, Any]) -> Any:
        if method == "getUpdates":
            return await self._get_updates(parameters)
        result = self._simple(method, parameters)
        self.calls.append(Call(method, parameters, asyncio.get_running_loop().time()))
        return result

    def _simple(self, method: str, parameters: dict[str, Any]) -> Any:
        if method == "getMe":
            return {"id": 123456, "is_bot": True, "first_name": "Mend", "username": "mend_bot"}
        if method == "setWebhook":
            self.webhook = parameters
        elif method == "deleteWebhook":
            self.webhook = None
        elif method in ("sendMessage", "sendPhoto"):
            return self._send(method, parameters)
        elif method.startswith("editMessage"):
            return self._edit(method, parameters)
        elif method == "sendChatAction":
            self._check_chat(parameters)
        return True

    async def _get_updates(self, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        if self.webhook is not None:
            raise Refusal(409, "Conflict: can't use getUpdates method while webhook is active")
        if self._poll is not None:
            self._poll.set()
        own = self._poll = asyncio.Event()
        offset = parameters.get("offset")
        if offset is not None:
            self.updates = [update for update in self.updates if update["update_id"] >= offset]
        deadline = asyncio.get_running_loop().time() + parameters.get("timeout", 0)
        try:
            while not self.updates and (left := deadline - asyncio.get_running_loop().time()) > 0:
                self._arrived.clear()
                waits = [asyncio.create_task(e.wait()) for e in (self._arrived, own)]
                await asyncio.wait(waits, timeout=left, return_when=asyncio.FIRST_COMPLETED)
                for wait in waits:
                    wait.cancel()
                if own.is_set():
                    raise Refusal(409, "Conflict: terminated by other getUpdates request")
            self.handed_out += bool(self.updates)
            return self.updates[: parameters.get("limit", 100)]
        finally:
            if self._poll is own:
                self._poll = None

    def _send(self, method: str, parameters: dict[str, Any]) -> dict[str, Any]:
        chat_id = self._check_chat(parameters)
        content = _content(parameters, "text" if method == "sendMessage" else "caption")
        if method == "sendPhoto":
            if "photo" not in parameters:
                raise Refusal(400, "Bad Request: there is no photo in the request")
            content["photo"] = [{"file_id": "a-photo"}]
        message = Message(chat_id, next(self._message_ids), content)
        self.messages.append(message)
        return message_of(chat_id, message.message_id, **content)

    def _edit(self, method: str, parameters: dict[str, Any]) -> dict[str, Any]:
        chat_id = self._check_chat(parameters)
        place = (chat_id, parameters.get("message_id"))
        found = [m for m in self.messages if (m.chat_id, m.message_id) == place]
        if not found:
            raise Refusal(400, "Bad Request: message to edit not found")
        old = found[0].content
        new = {k: v for k, v in old.items() if k != "reply_markup"}
        if method == "editMessageReplyMarkup":
            new |= _markup(parameters)
        else:
            new |= _content(parameters, "text" if method == "editMessageText" else "caption")
        if new == old:
            raise Refusal(400, "Bad Request: message is not modified")
        found[0].content = new
        return message_of(chat_id, found[0].message_id, **new)

    def _check_chat(self, parameters: dict[str, Any]) -> int:
        chat_id = parameters.get("chat_id")
        if not isinstance(chat_id, int) or chat_id in self.unknown:
            raise Refusal(400, "Bad Request: chat not found")
        if chat_id in self.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        return chat_id


def message_of(chat_id: int, message_id: int, **content: Any) -> dict[str, Any]:
    """Give a message of a private chat (or a group, for negative ids) as Telegram writes it."""
    kind = "private" if chat_id > 0 else "supergroup"
    person = {"id": abs(chat_id), "is_bot": False, "first_name": "Sam"}
    base = {"message_id": message_id, "date": 1700000000, "from": person}
    return {**base, "chat": {"id": chat_id, "type": kind}, **content}


def _content(parameters: dict[str, Any], name: str) -> dict[str, Any]:
    text = parameters.get(name, "")
    if not isinstance(text, str):
        text = json.dumps(text)
    if len(text.encode()) > 32768:
        raise Refusal(400, "Bad Request: text is too long")
    if parameters.get("parse_mode") == "HTML":
        try:
            text = visible_text(text)
        except BadMarkup as fault:
            raise Refusal(400, f"Bad Request: can't parse entities: {fault}") from None
    text = text.strip()
    length = len(text.encode("utf-16-le")) // 2
    if name == "text" and not text:
        raise Refusal(400, "Bad Request: message text is empty")
    if length > (4096 if name == "text" else 1024):
        raise Refusal(400, "Bad Request: message is too long")
    return {name: text, **_markup(parameters)}


def _markup(parameters: dict[str, Any]) -> dict[str, Any]:
    markup = parameters.get("reply_markup")
    if markup is None:
        return {}
    for row in markup["inline_keyboard"]:
        for button in row:
            if not button["text"].strip():
                raise Refusal(400, "Bad Request: inline keyboard button text is empty")
            if not 1 <= len(button["callback_data"].encode()) <= 64:
                raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
    return {"reply_markup": markup}


def _parameters(form: dict[str, str | bytes]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for name, value in form.items():
        if isinstance(value, bytes):
            given[name] = {"bytes": len(value)}
        elif name in ("text", "caption", "url", "secret_token", "callback_query_id"):
            given[name] = value
        else:
            try:
                given[name] = json.loads(value)
            except ValueError:
                given[name] = value
    return given
