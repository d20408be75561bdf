/**
 * What can go wrong, as one enum, one exception and one problem body. Every service throws the exception; what goes out is
 * always the problem.
 */
package io.waybill.contracts.error;
