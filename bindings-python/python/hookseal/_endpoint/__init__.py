"""What an endpoint does with a delivery, whatever the framework.

`receive.Endpoint` is the way of a delivery from its first header to the answer, written once as a generator: it yields
each call that may take time, and `hookseal._drive` makes it, blocking or awaiting. The adapters bring the request
(`incoming.Incoming`), the handler, and turn the `Result` into an answer of their framework.
"""
