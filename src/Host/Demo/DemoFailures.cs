namespace Monolith.Host.Demo;

/// <summary>An exception as a service logs it: its stack trace has many lines.</summary>
internal sealed record DemoFailure(string Type, string Message, string StackTrace);

/// <summary>The exceptions that the demo's services throw.</summary>
internal static class DemoFailures
{
    public static DemoFailure PoolExhausted { get; } =
        new(
            "java.sql.SQLTransientConnectionException",
            "orders-pool - Connection is not available, request timed out after 5000ms.",
            """
            java.sql.SQLTransientConnectionException: orders-pool - Connection is not available, request timed out after 5000ms.
                at com.zaxxer.hikari.pool.HikariPool.createTimeoutException(HikariPool.java:696)
                at com.zaxxer.hikari.pool.HikariPool.getConnection(HikariPool.java:197)
                at shop.example.order.OrderRepository.insert(OrderRepository.java:58)
                at shop.example.order.OrderService.place(OrderService.java:112)
                at shop.example.order.OrderController.post(OrderController.java:41)
            Caused by: java.net.SocketTimeoutException: connect timed out
                at java.base/java.net.Socket.connect(Socket.java:751)
                ... 38 more
            """
        );

    public static DemoFailure HeapFull { get; } =
        new(
            "java.lang.OutOfMemoryError",
            "Java heap space",
            """
            java.lang.OutOfMemoryError: Java heap space
                at java.base/java.util.Arrays.copyOf(Arrays.java:3540)
                at shop.example.checkout.CartCache.put(CartCache.java:83)
                at shop.example.checkout.CheckoutService.begin(CheckoutService.java:61)
                at shop.example.checkout.CheckoutController.post(CheckoutController.java:37)
            """
        );

    public static DemoFailure ProviderTimeout { get; } =
        new(
            "System.TimeoutException",
            "The payment provider did not answer within 3000 ms.",
            """
            System.TimeoutException: The payment provider did not answer within 3000 ms.
             ---> System.Threading.Tasks.TaskCanceledException: The operation was canceled.
               at System.Net.Http.HttpConnection.SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
               at Shop.Payment.ProviderClient.ChargeAsync(Charge charge) in /src/Payment/ProviderClient.cs:line 87
               --- End of inner exception stack trace ---
               at Shop.Payment.ProviderClient.ChargeAsync(Charge charge) in /src/Payment/ProviderClient.cs:line 93
               at Shop.Payment.ChargeEndpoint.PostAsync(Charge charge) in /src/Payment/ChargeEndpoint.cs:line 34
            """
        );
}
