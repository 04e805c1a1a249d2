namespace Monolith.Host.Demo;

/// <summary>One thing that a user does in the shop, and what the services write about it.</summary>
internal sealed class ShopAction
{
    private const double PaymentMedianMs = 120;
    private const double ModelMedianMs = 210;
    private const double CheckoutMedianMs = 90;
    private const double StatementMedianMs = 6;
    private const double SlowStatementMs = 500;
    private const double LongestStatementMs = 8000;

    private static readonly string[] Browsers =
    [
        "Mozilla/5.0 (Windows NT 10.0) Chrome/131.0",
        "Mozilla/5.0 (iPhone; iOS 18.1) Safari/604.1",
        "Mozilla/5.0 (X11; Linux x86_64) Firefox/133.0",
        "ShopApp/5.12.3 (Android 15; Pixel 8)",
    ];

    private static readonly string[] Products = ["lamp", "desk", "kettle", "backpack", "headphones", "bicycle", "tent"];
    private static readonly string[] Providers = ["stripe", "adyen", "paypal"];
    private static readonly string[] Pods = ["7b8-xk2vq", "7b8-9w4mz", "7b8-7tplc"];
    private static readonly string[] Models = ["recommender-2.4.1", "recommender-2.5.0"];

    private readonly SeededRandom _random;
    private readonly DemoAction _action;
    private readonly DemoTrace _trace;
    private readonly List<DemoRecord> _records = [];
    private readonly DateTimeOffset _begins;
    private readonly double? _sickCheckout;
    private DateTimeOffset _time;

    /// <param name="random">Decides what happens.</param>
    /// <param name="begins">When it begins.</param>
    /// <param name="sickCheckout">How many of the requests meet a sick pod of the checkout service; null when there is no
    /// such service.</param>
    public ShopAction(SeededRandom random, DateTimeOffset begins, double? sickCheckout)
    {
        _random = random;
        _sickCheckout = sickCheckout;
        _begins = begins;
        _time = begins;
        _action = new DemoAction(
            CorrelationId: random.Hex(24),
            RequestId: $"req-{random.Hex(16)}",
            TraceId: random.Hex(32),
            UserId: $"usr_{random.Below(20_000):x8}",
            ClientAddress: $"203.0.113.{1 + random.Below(254)}",
            UserAgent: random.Pick(Browsers)
        );
        _trace = new DemoTrace(random, _action);
    }

    /// <summary>Lets it happen. The records are in the order in which they were written; the last one has the spans.</summary>
    public IReadOnlyList<DemoRecord> Run()
    {
        switch (_random.Below(10))
        {
            case < 4:
                Browse();
                break;
            case < 6:
                SignIn();
                break;
            default:
                Order();
                break;
        }

        _records[^1] = _records[^1] with { Spans = _trace.End() };
        return _records;
    }

    private void Browse()
    {
        var product = _random.Pick(Products);
        var http = new DemoHttp(
            "GET",
            "/products/{id}",
            $"https://shop.example/products/{product}-{_random.Below(900)}",
            200
        );
        Write(
            "frontend",
            DemoSeverity.DEBUG,
            $"Rendering the page of {product}",
            About(4),
            http,
            ("ui.template", "product")
        );
        Recommend(product);
        Answer(http, 60);
    }

    private void SignIn()
    {
        var url = "https://shop.example/api/sign-in";
        var known = !_random.Chance(0.12);
        var http = new DemoHttp("POST", "/api/sign-in", url, known ? 200 : 401);
        if (known)
        {
            Write(
                "auth",
                DemoSeverity.INFO,
                $"User {_action.UserId} signed in with a password",
                About(35),
                http,
                ("auth.method", "password")
            );
            Write(
                "auth",
                DemoSeverity.DEBUG,
                "Session token issued, valid for 3600 s",
                About(2),
                http,
                ("auth.token_ttl_s", 3600L)
            );
        }
        else
        {
            Write(
                "auth",
                DemoSeverity.WARN,
                $"Sign-in of {_action.UserId} refused: wrong password, attempt {1 + _random.Below(5)} of 5",
                About(40),
                http,
                ("auth.method", "password"),
                ("auth.failure", "wrong_password")
            );
        }

        Answer(http, 25);
    }

    private void Order()
    {
        var orderId = $"ord-{_random.Below(9_000_000) + 1_000_000}";
        var items = 1L + _random.Below(5);
        var total = Math.Round(_random.LogNormal(48, 0.7), 2);
        var http = new DemoHttp("POST", "/api/orders", "https://shop.example/api/orders?channel=web", 201);
        Write(
            "frontend",
            DemoSeverity.INFO,
            $"Checkout of {items} items begins",
            About(3),
            http,
            ("cart.items", items),
            ("cart.total", total)
        );
        Write(
            "auth",
            DemoSeverity.DEBUG,
            "Token checked: signature and expiry are good",
            About(3),
            http,
            ("auth.method", "bearer")
        );
        Write(
            "order",
            DemoSeverity.INFO,
            $"Order {orderId} received: {items} items, {total} EUR",
            About(12),
            http,
            ("order.id", orderId),
            ("order.items", items)
        );

        var failure = CheckOut(orderId) ?? Store(orderId, http) ?? Pay(orderId, total);
        if (failure is not null)
        {
            Answer(http with { Status = failure.Value }, 30);
            return;
        }

        Write(
            "order",
            DemoSeverity.INFO,
            $"Order {orderId} confirmed and handed to the warehouse",
            About(18),
            http,
            ("order.id", orderId),
            ("order.state", "confirmed")
        );
        Recommend("order");
        Answer(http, 40);
    }

    /// <returns>The HTTP status that the user sees, or null when the checkout service went through with it.</returns>
    private int? CheckOut(string orderId)
    {
        if (_sickCheckout is not { } share)
        {
            return null;
        }

        var isSick = _random.Chance(share);
        var http = new DemoHttp("POST", "/checkout", $"http://checkout.shop:8080/checkout?order={orderId}", 200);
        if (isSick && _random.Chance(0.3))
        {
            WriteFailure(
                "checkout",
                DemoSeverity.ERROR,
                $"Checkout of {orderId} failed: the heap is full",
                About(CheckoutMedianMs * 20),
                http with
                {
                    Status = 503,
                },
                DemoFailures.HeapFull
            );
            return 503;
        }

        Write(
            "checkout",
            isSick ? DemoSeverity.WARN : DemoSeverity.INFO,
            $"Checkout of {orderId} is through",
            About(isSick ? CheckoutMedianMs * 15 : CheckoutMedianMs),
            http,
            ("order.id", orderId),
            ("jvm.memory.used_ratio", isSick ? 0.98 : 0.41)
        );
        return null;
    }

    /// <returns>The HTTP status that the user sees, or null when the database took the order.</returns>
    private int? Store(string orderId, DemoHttp request)
    {
        if (!_random.Chance(DemoIncidents.OrdersFail(_time) ? 0.4 : 0.004))
        {
            var took = Math.Min(
                _random.LogNormal(StatementMedianMs, _random.Chance(0.05) ? 2.5 : 0.6),
                LongestStatementMs
            );
            Write(
                "order",
                took > SlowStatementMs ? DemoSeverity.WARN : DemoSeverity.DEBUG,
                took > SlowStatementMs
                    ? $"Slow query: INSERT of {orderId} took {took:0} ms"
                    : $"Order {orderId} stored",
                took,
                request,
                ("db.system.name", "postgresql"),
                ("db.operation.name", "INSERT"),
                ("db.collection.name", "orders"),
                ("db.query.text", "INSERT INTO orders (id, user_id, total) VALUES ($1, $2, $3)")
            );
            return null;
        }

        var http = new DemoHttp("POST", "/internal/orders", "http://order.shop:8080/internal/orders", 503);
        WriteFailure(
            "order",
            DemoSeverity.ERROR,
            $"Order {orderId} could not be stored: no database connection became free",
            5000 + About(4),
            http,
            DemoFailures.PoolExhausted
        );
        if (_random.Chance(0.02))
        {
            WriteFailure(
                "order",
                DemoSeverity.FATAL,
                "Health check failed five times in a row, the instance stops",
                About(0.4),
                http,
                DemoFailures.PoolExhausted
            );
        }

        return 503;
    }

    /// <returns>The HTTP status that the user sees, or null when the money came.</returns>
    private int? Pay(string orderId, double total)
    {
        var provider = _random.Pick(Providers);
        var slow = DemoIncidents.PaymentIsSlow(_time);
        var took = _random.LogNormal(slow ? PaymentMedianMs * 8 : PaymentMedianMs, 0.5);
        var http = new DemoHttp("POST", "/v1/charges", $"http://payment.shop:8080/v1/charges?order={orderId}", 200);
        if (took > 3000)
        {
            WriteFailure(
                "payment",
                DemoSeverity.ERROR,
                $"Charge of {total} EUR for {orderId} gave up after 3000 ms: {provider} did not answer",
                3000,
                http with
                {
                    Status = 504,
                },
                DemoFailures.ProviderTimeout
            );
            return 504;
        }

        if (took > 600)
        {
            Write(
                "payment",
                DemoSeverity.WARN,
                $"{provider} is slow: {took:0} ms for one charge, the budget is 600 ms",
                took,
                http,
                ("payment.provider", provider),
                ("payment.budget_ms", 600L)
            );
        }

        if (_random.Chance(0.03))
        {
            Write(
                "payment",
                DemoSeverity.WARN,
                $"Charge of {total} EUR for {orderId} declined: card expired",
                took,
                http with
                {
                    Status = 402,
                },
                ("payment.provider", provider),
                ("payment.decline_code", "expired_card")
            );
            return 402;
        }

        Write(
            "payment",
            DemoSeverity.INFO,
            $"Charge of {total} EUR for {orderId} captured by {provider}",
            took,
            http,
            ("payment.provider", provider),
            ("payment.amount", total),
            ("payment.currency", "EUR")
        );
        return null;
    }

    private void Recommend(string subject)
    {
        var cold = DemoIncidents.ModelCacheIsCold(_time);
        var latency = Math.Round(_random.LogNormal(cold ? ModelMedianMs * 4 : ModelMedianMs, 0.6), 1);
        var http = new DemoHttp("POST", "/v1/infer", "http://model.shop:8080/v1/infer", 200);
        Write(
            "model",
            DemoSeverity.INFO,
            $"Inference for {subject} answered in {latency} ms",
            latency,
            http,
            ("model_version", _random.Pick(Models)),
            ("latency_ms", latency),
            ("tokens_used", 180L + _random.Below(900)),
            ("cache_hits", cold ? 0L : _random.Below(12))
        );
    }

    private void Answer(DemoHttp http, double medianMs)
    {
        var severity = http.Status switch
        {
            >= 500 => DemoSeverity.ERROR,
            >= 400 => DemoSeverity.WARN,
            _ => DemoSeverity.INFO,
        };
        Pass(About(medianMs));
        Add(
            "frontend",
            severity,
            $"{http.Method} {http.Route} answered {http.Status}",
            (_time - _begins).TotalMilliseconds,
            http,
            ("ui.region", "eu-central"),
            ("http.response.body.size", 900L + _random.Below(40_000))
        );
    }

    private void WriteFailure(
        string service,
        DemoSeverity severity,
        string message,
        double tookMs,
        DemoHttp http,
        DemoFailure failure
    ) =>
        Write(
            service,
            severity,
            message,
            tookMs,
            http,
            ("exception.type", failure.Type),
            ("exception.message", failure.Message),
            ("exception.stacktrace", failure.StackTrace)
        );

    /// <summary>A service works for a while and then says so.</summary>
    private void Write(
        string service,
        DemoSeverity severity,
        string message,
        double tookMs,
        DemoHttp http,
        params ReadOnlySpan<(string Name, object Value)> attributes
    )
    {
        Pass(tookMs);
        Add(service, severity, message, tookMs, http, attributes);
    }

    private void Add(
        string service,
        DemoSeverity severity,
        string message,
        double durationMs,
        DemoHttp http,
        params ReadOnlySpan<(string Name, object Value)> attributes
    )
    {
        var instance = _random.Below(Pods.Length);
        var all = new List<KeyValuePair<string, object>>(attributes.Length + 4)
        {
            new("deployment.environment", "production"),
            new("service.version", "2026.3.1"),
            new("host.name", $"node-{instance}"),
            new("k8s.pod.name", $"{service}-{Pods[instance]}"),
        };
        foreach (var (name, value) in attributes)
        {
            all.Add(new(name, value));
        }

        // The last answer covers the whole action.
        var began = _time - TimeSpan.FromMilliseconds(durationMs);
        _records.Add(
            new DemoRecord
            {
                Time = _time,
                Severity = severity,
                Service = service,
                Message = message,
                DurationMs = Math.Round(durationMs, 3),
                Action = _action,
                SpanId = _trace.SpanOf(service, http, all, began, _time),
                Http = http,
                Attributes = all,
            }
        );
    }

    private void Pass(double milliseconds) => _time += TimeSpan.FromMilliseconds(milliseconds);

    private double About(double medianMs) => _random.LogNormal(medianMs, 0.3);
}
