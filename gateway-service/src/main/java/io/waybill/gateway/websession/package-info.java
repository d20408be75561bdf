/**
 * People who come with a browser (F-40). A cookie that means nothing by itself comes in; whom it stands for goes out. The
 * provider's tokens stay in the database, sealed.
 */
package io.waybill.gateway.websession;
