import java.util.List;
import java.util.stream.IntStream;
import org.codelibs.opensearch.runner.OpenSearchRunner;

/**
 * One real OpenSearch node in a process of its own, so that a test can kill it.
 *
 * Arguments: folder, number of this node from 1, number of nodes, first HTTP port, first transport port.
 */
public class Node {
    public static void main(String[] arguments) throws Exception {
        String folder = arguments[0];
        int number = Integer.parseInt(arguments[1]);
        int nodes = Integer.parseInt(arguments[2]);
        int http = Integer.parseInt(arguments[3]) + number - 1;
        int transport = Integer.parseInt(arguments[4]);
        List<String> seeds = IntStream.range(0, nodes).mapToObj(n -> "127.0.0.1:" + (transport + n)).toList();
        List<String> names = IntStream.rangeClosed(1, nodes).mapToObj(n -> "node-" + n).toList();
        OpenSearchRunner runner = new OpenSearchRunner();
        runner.onBuild((ignored, settings) -> {
            settings.put("node.name", "node-" + number);
            settings.put("network.host", "127.0.0.1");
            settings.put("http.port", http);
            settings.put("transport.port", transport + number - 1);
            settings.putList("discovery.seed_hosts", seeds);
            settings.putList("cluster.initial_cluster_manager_nodes", names);
            settings.put("cluster.routing.allocation.disk.threshold_enabled", false);
        });
        runner.build(OpenSearchRunner.newConfigs()
            .basePath(folder + "/node-" + number).numOfNode(1).clusterName("guiji-test").disableESLogger());
        System.out.println("ready");
        Thread.currentThread().join();
    }
}
