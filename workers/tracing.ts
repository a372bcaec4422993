import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { Resource } from '@opentelemetry/resources';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { OpenTelemetryPlugin } from '@temporalio/interceptors-opentelemetry';

/**
 * Spans of workflows and activities, sent to an OpenTelemetry collector by OTLP over HTTP. Undefined without an
 * endpoint: then nothing is collected at all. The workflow side of the interceptors is in the workflow bundle.
 */
export function createTracing(role: string, endpoint: string | undefined): OpenTelemetryPlugin | undefined {
  if (endpoint === undefined) return undefined;
  return new OpenTelemetryPlugin({
    resource: new Resource({ 'service.name': `statewright-${role}` }),
    spanProcessor: new BatchSpanProcessor(
      new OTLPTraceExporter({ url: new URL('/v1/traces', endpoint).href }),
    ),
  });
}
