/** What runs inside the broker's own JVM: a properties file comes in, a formatted and serving broker comes out. */
package io.waybill.stack.kafka.broker;
