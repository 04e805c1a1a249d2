# Python's own SysLogHandler by TCP: each message ends with a zero byte, and has no time of its own.
import json
import logging
import logging.handlers
import os
import socket

host, port = os.environ["SYSLOG_TCP"].split(":")
handler = logging.handlers.SysLogHandler((host, int(port)), socktype=socket.SOCK_STREAM)
handler.setFormatter(logging.Formatter(os.environ["SERVICE"] + "[%(process)d]: %(message)s"))
logger = logging.getLogger()
logger.setLevel(logging.DEBUG)
logger.addHandler(handler)
logging.raiseExceptions = True

with open(os.environ["CORPUS"], encoding="utf-8") as corpus:
    for record in json.load(corpus):
        logger.log(logging.getLevelNamesMapping()[record["level"].upper()], "%s", record["message"])
handler.close()
