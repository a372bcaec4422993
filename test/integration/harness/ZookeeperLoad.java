import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;

/**
 * ZooKeeper's own client. `write <addresses>` makes /load/0, /load/1, ... and reads each back until it is told to end; what a
 * client has to repeat (the connection was lost, the session is over) is repeated. `read <addresses>` prints all that is there.
 */
public class ZookeeperLoad {
    private static ZooKeeper client;

    public static void main(String[] args) throws Exception {
        open(args[1]);
        if (args[0].equals("read")) {
            client.sync("/load", (code, path, context) -> {}, null);
            for (String child : client.getChildren("/load", false)) {
                System.out.println(child + " " + text(client.getData("/load/" + child, false, null)));
            }
            client.close();
            return;
        }
        make("/load", "");
        for (int number = 0; ; number++) {
            boolean repeated = false;
            for (;;) {
                try {
                    String path = "/load/" + number;
                    try {
                        make(path, "v" + number);
                    } catch (KeeperException.NodeExistsException made) {
                        if (!repeated) throw made;
                    }
                    String read = text(client.getData(path, false, null));
                    System.out.println((read.equals("v" + number) ? "ok " : "wrong ") + number);
                    break;
                } catch (KeeperException.ConnectionLossException lost) {
                    repeated = true;
                    System.out.println("repeat " + number);
                } catch (KeeperException.SessionExpiredException over) {
                    repeated = true;
                    System.out.println("session " + number);
                    client.close();
                    open(args[1]);
                } catch (KeeperException refused) {
                    System.out.println("refused " + number + " " + refused.getMessage());
                    break;
                }
            }
            Thread.sleep(10);
        }
    }

    private static void open(String addresses) throws Exception {
        CountDownLatch connected = new CountDownLatch(1);
        client = new ZooKeeper(addresses, 10_000, event -> {
            if (event.getState() == Watcher.Event.KeeperState.SyncConnected) connected.countDown();
        });
        connected.await();
    }

    private static void make(String path, String value) throws Exception {
        client.create(path, value.getBytes(StandardCharsets.UTF_8), ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    }

    private static String text(byte[] data) {
        return new String(data, StandardCharsets.UTF_8);
    }
}
