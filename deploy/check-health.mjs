// Ends with code 0 when the service in this container can do its work; the message of anything else is in `docker inspect`.
const { PORT, SANDBOX_PORT } = process.env;
const address = SANDBOX_PORT ? `${SANDBOX_PORT}/_sandbox/health` : `${PORT}/health/ready`;
const response = await fetch(`http://127.0.0.1:${address}`, { signal: AbortSignal.timeout(2_500) });
if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
