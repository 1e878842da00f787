package dev.operable.rpc;

import okhttp3.HttpUrl;
import retrofit2.Retrofit;

/** Makes interfaces with Retrofit's annotations callable; loaded only by who uses them. */
final class RetrofitInterfaces {
    /** Stands for the service in Retrofit's URLs; its name need not be one that a URL may have. */
    static final HttpUrl BASE = HttpUrl.get("http://service/");

    private RetrofitInterfaces() {}

    static <T> T create(RpcClient client, Class<T> api) {
        return new Retrofit.Builder()
                .baseUrl(BASE)
                .callFactory(request -> new RetrofitCall(client, request))
                .addConverterFactory(new RetrofitJson(client.json()))
                .addCallAdapterFactory(new RetrofitDirect(client.service()))
                .validateEagerly(true)
                .build()
                .create(api);
    }
}
