"""A broker that a test may kill."""

import signal

from broker import PATIENCE, Broker


class MortalBroker(Broker):
    def kill(self):
        self.process.kill()
        self.process.wait(PATIENCE)
        self.reader.join()

    def again(self):
        """Another one on the same port, as after a restart."""
        listen = [{"address": "127.0.0.1", "port": self.port}]
        return MortalBroker(**{**self.config, "listen": listen})

    def freeze(self):
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    def __exit__(self, *error):
        if self.process.returncode != -signal.SIGKILL:
            super().__exit__(*error)
