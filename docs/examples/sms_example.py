"""A gateway for short messages that takes JSON and answers {"status": "ok", "id": …}."""

import json

from notifiers.channels.posting import Request
from notifiers.channels.sms import Sms
from notifiers.errors import PermanentError


class ExampleSms(Sms):
    """examplesmss://ACCOUNT:SECRET@gateway.example.org/13800000000"""

    protocol, secure_protocol = "examplesms", "examplesmss"  # small letters and digits

    def request(self, letter):
        said = {"account": self.user, "secret": self.password, "id": letter.message_id}
        said |= {"to": self.numbers, "text": self.text(letter)}
        return Request(self.base + "/send", json.dumps(said).encode())

    def read(self, reply):
        answer = json.loads(reply.body)
        if answer["status"] != "ok":
            raise PermanentError(f"短信没有被接受（{answer['status']}）")
        return f"短信已接受（{answer['id']}）"
