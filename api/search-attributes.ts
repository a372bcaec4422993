import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

/**
 * By what the Temporal UI can list and filter workflows. Registered when the server starts
 * (`--search-attribute` of the development server, `temporal operator search-attribute create` elsewhere).
 */
export const searchAttribute = {
  tenant: defineSearchAttributeKey('SwTenant', SearchAttributeType.KEYWORD),
  component: defineSearchAttributeKey('SwComponent', SearchAttributeType.KEYWORD),
  cluster: defineSearchAttributeKey('SwCluster', SearchAttributeType.KEYWORD),
  operation: defineSearchAttributeKey('SwOperation', SearchAttributeType.KEYWORD),
} as const;
