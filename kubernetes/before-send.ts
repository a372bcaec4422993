import type { Dispatcher } from 'undici';

/**
 * The dispatcher, with `look` called right before a request is written to its connection; what it throws fails the
 * request, of which nothing has left. Sooner would be too soon: a request waits for a connection to be made, and an
 * idle one is first given a turn of the event loop to show that it is broken. A process may be stopped in either.
 */
export function lookBeforeSend(dispatcher: Dispatcher, look: () => void): Dispatcher {
  return dispatcher.compose((dispatch) => (options, handler) => dispatch(options, looking(handler, look)));
}

function looking(handler: Dispatcher.DispatchHandler, look: () => void): Dispatcher.DispatchHandler {
  return {
    onRequestStart(controller, context: unknown) {
      look();
      handler.onRequestStart?.(controller, context);
    },
    onRequestUpgrade: (...args) => handler.onRequestUpgrade?.(...args),
    onResponseStart: (...args) => handler.onResponseStart?.(...args),
    onResponseData: (...args) => handler.onResponseData?.(...args),
    onResponseEnd: (...args) => handler.onResponseEnd?.(...args),
    onResponseError: (...args) => handler.onResponseError?.(...args),
  };
}
