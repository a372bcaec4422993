package com.sun.management;

/**
 * The interface of the Java runtime without its limit of open files. OpenSearch refuses to serve other machines when
 * that limit is under 65535, and no setting of its own turns the check off; where the limit is unknown, it goes on.
 * The pods of catalog/opensearch use this only where the limit cannot be raised.
 */
public interface UnixOperatingSystemMXBean extends OperatingSystemMXBean {
    long getOpenFileDescriptorCount();
}
